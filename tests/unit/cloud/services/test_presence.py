import pytest

from cloud.services.configure import ConfigureRequest, configure_device
from shared_protocol import cabinet as wire
from shared_protocol import fields, messages
from tests.support.cloud_world import Cabinet, World


@pytest.fixture
def cabinet(world: World) -> Cabinet:
    return world.cabinet()


def test_going_online_is_answered_with_where_the_journal_stands(world: World, cabinet: Cabinet) -> None:
    cabinet.send(cabinet.event(wire.BANK_RETURNED, slot=9, bank=b"bank09"))
    world.acks()
    cabinet.come_online()
    assert world.acks() == [1]


def test_the_will_of_the_connection_takes_it_offline(world: World, cabinet: Cabinet) -> None:
    assert cabinet.go_offline()
    assert not world.device(cabinet.id).online


def test_an_old_will_cannot_mask_a_new_birth(world: World, cabinet: Cabinet) -> None:
    cabinet.come_online()
    assert not cabinet.go_offline(connection=cabinet.connection - 1)
    assert world.device(cabinet.id).online


def test_a_replayed_birth_brings_nobody_back(world: World, cabinet: Cabinet) -> None:
    cabinet.go_offline()
    cabinet.connection -= 1
    assert not cabinet.come_online()
    assert not world.device(cabinet.id).online


def test_an_unknown_device_has_no_presence(cabinet: Cabinet) -> None:
    cabinet.id = "cab-unknown000"
    assert not cabinet.come_online()


def test_a_retained_presence_is_no_live_report(world: World, cabinet: Cabinet) -> None:
    before = world.device(cabinet.id)
    world.clock.at_ms += 5_000
    cabinet.come_online(retained=True)
    after = world.device(cabinet.id)
    assert (after.live_uptime_ms, after.live_at_ms) == (before.live_uptime_ms, before.live_at_ms)
    assert after.connection == before.connection + 1


def test_open_commands_are_sent_again_when_the_device_comes_online(world: World, cabinet: Cabinet) -> None:
    world.rent(world.account(), cabinet.id)
    [command] = world.commands()
    cabinet.come_online()
    assert world.commands() == [command]


def test_events_that_can_never_come_are_recorded_and_alarmed(world: World, cabinet: Cabinet) -> None:
    cabinet.next_seq = 9
    cabinet.come_online(first_seq=5)
    assert world.device(cabinet.id).committed_seq == 4
    assert world.alarms() == ["journal-gap"]


def test_a_wiped_device_starts_a_new_journal_and_is_alarmed(world: World, cabinet: Cabinet) -> None:
    cabinet.send(cabinet.event(wire.BANK_RETURNED, slot=9, bank=b"bank09"))
    cabinet.journal, cabinet.next_seq = b"fresh!!!", 1
    cabinet.come_online()
    device = world.device(cabinet.id)
    assert (device.journal_id, device.committed_seq) == (b"fresh!!!".hex(), 0)
    assert world.alarms()[-1:] == ["journal-replaced"]
    assert cabinet.send(cabinet.event(wire.BANK_RETURNED, slot=8, bank=b"bank08")) == "applied"


def test_a_stale_presence_does_not_switch_the_journal(world: World, cabinet: Cabinet) -> None:
    cabinet.connection -= 1
    cabinet.journal = b"fresh!!!"
    cabinet.connection -= 1
    assert not cabinet.come_online()
    assert world.device(cabinet.id).journal_id != b"fresh!!!".hex()


def test_a_journal_that_forgot_is_alarmed(world: World, cabinet: Cabinet) -> None:
    for number in (7, 8, 9):
        cabinet.send(cabinet.event(wire.BANK_RETURNED, slot=number, bank=b"bank%02d" % number))
    cabinet.next_seq = 2
    cabinet.come_online()
    assert world.alarms()[-1:] == ["journal-behind"]
    assert world.device(cabinet.id).committed_seq == 3


def test_versions_and_causes_are_kept(world: World, cabinet: Cabinet) -> None:
    cabinet.come_online(firmware_version="0.2.0", protocol_version=1, reset_cause=3, configuration_version=0)
    device = world.device(cabinet.id)
    assert (device.firmware_version, device.protocol_version, device.reset_cause) == ("0.2.0", 1, 3)


def test_a_device_behind_its_desired_configuration_gets_it_again(world: World, cabinet: Cabinet) -> None:
    world.write(configure_device, ConfigureRequest(world.operator_id, cabinet.id, ["fullest"], 40, 500, [2]))
    [command] = world.commands()
    cabinet.send(
        cabinet.event(
            messages.CONFIGURATION_RESULT, command=command[fields.COMMAND], configuration_version=1, outcome=1
        )
    )
    cabinet.come_online(configuration_version=1)
    assert world.commands() == []
    cabinet.restart()
    cabinet.come_online(configuration_version=0)
    [again] = world.commands()
    assert again[fields.CONFIGURATION_VERSION] == 1
    assert again[fields.COMMAND] != command[fields.COMMAND]
