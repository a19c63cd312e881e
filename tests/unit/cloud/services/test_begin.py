"""A database from before there were tariffs and numbers gets them at the start of the cloud, once."""

from cloud.services.begin import bring_up_to_date
from cloud.services.fleet.stickers import device_by_sticker
from tests.support.cloud_world import World


def strip(world: World) -> None:
    connection = world.store._transactions._connection
    connection.begin()
    connection.script(["UPDATE organisation SET tariff_id = NULL", "UPDATE device SET sticker = NULL"])
    connection.commit()


def state(world: World) -> object:
    return world.look(
        lambda unit: (
            unit.organisations.all(),
            unit.tariffs.of_organisation(world.organisation_id),
            unit.devices.without_sticker(),
        )
    )


def test_every_organisation_gets_a_tariff_and_every_device_a_number(world: World) -> None:
    devices = [world.provision().device_id for _ in range(3)]
    strip(world)
    world.write(bring_up_to_date)
    [organisation] = world.look(lambda unit: unit.organisations.all())
    tariff = world.look(lambda unit: unit.tariffs.get(organisation.tariff_id))
    assert (tariff.hold_minor, tariff.total_cap_minor, tariff.currency) == (1_000, 3_000, "EUR")
    stickers = [world.device(device_id).sticker for device_id in devices]
    assert len(set(stickers)) == 3
    assert [world.read(device_by_sticker, sticker).id for sticker in stickers] == devices


def test_a_second_time_changes_nothing(world: World) -> None:
    device_id = world.provision().device_id
    strip(world)
    world.write(bring_up_to_date)
    before, sticker = state(world), world.device(device_id).sticker
    world.write(bring_up_to_date)
    assert (state(world), world.device(device_id).sticker) == (before, sticker)


def test_what_is_there_already_is_kept(world: World) -> None:
    device_id = world.provision().device_id
    before, sticker = state(world), world.device(device_id).sticker
    world.write(bring_up_to_date)
    assert (state(world), world.device(device_id).sticker) == (before, sticker)
