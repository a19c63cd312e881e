from typing import Any

import pytest

from cloud.domain.problems import InvalidRequest, NotFound
from cloud.services import stations
from cloud.services.configure import (
    ConfigureRequest,
    ReturnOnlyRequest,
    SlotRequest,
    configure_device,
    enable_slot,
    set_return_only,
)
from cloud.services.fleet import audit_trail, device_detail
from shared_protocol import cabinet as wire
from shared_protocol import codes, fields, messages, topics
from shared_protocol.host import whole_wire
from tests.support.cloud_world import Cabinet, World


@pytest.fixture
def cabinet(world: World) -> Cabinet:
    return world.cabinet()


def configure(world: World, cabinet: Cabinet, **changes: Any) -> int:
    values = {
        "actor_id": world.operator_id,
        "device_id": cabinet.id,
        "lend_rule": ["charge:desc", "slot:asc"],
        "minimum_charge_pct": 40,
        "maximum_temperature_dc": 500,
        "disabled_slots": [3, 2, 3],
    } | changes
    return world.write(configure_device, ConfigureRequest(**values))


def result(cabinet: Cabinet, command: dict[int, Any], outcome: int, **values: Any) -> str:
    version = command[fields.CONFIGURATION_VERSION]
    ids = {"command": command[fields.COMMAND], "configuration_version": version}
    return cabinet.send(cabinet.event(messages.CONFIGURATION_RESULT, outcome=outcome, **ids, **values))


def test_a_configuration_goes_to_the_device_with_its_version(world: World, cabinet: Cabinet) -> None:
    assert configure(world, cabinet) == 1
    [command] = world.commands()
    whole_wire.check_outgoing(command, topics.COMMAND)
    assert command[fields.CONFIGURATION_VERSION] == 1
    assert command[wire.CONFIGURATION][wire.DISABLED_SLOTS] == [2, 3]


def test_a_configuration_that_was_taken_is_reported(world: World, cabinet: Cabinet) -> None:
    configure(world, cabinet)
    assert result(cabinet, world.commands()[0], codes.DONE) == "applied"
    detail = world.read(device_detail, world.operator_id, cabinet.id)
    assert (detail.device.desired_version, detail.device.reported_version) == (1, 1)
    assert detail.configuration_detail is None


def test_a_refused_configuration_keeps_the_device_words(world: World, cabinet: Cabinet) -> None:
    configure(world, cabinet)
    result(cabinet, world.commands()[0], codes.REFUSED, reason=codes.INVALID_CONFIGURATION, detail="lend_rule is x")
    detail = world.read(device_detail, world.operator_id, cabinet.id)
    assert (detail.device.reported_version, detail.configuration_detail) == (0, "lend_rule is x")
    assert world.alarms() == ["configuration-refused"]
    cabinet.come_online()
    assert world.commands() == []


def test_a_newer_configuration_supersedes_the_older(world: World, cabinet: Cabinet) -> None:
    configure(world, cabinet)
    world.commands()
    assert configure(world, cabinet, minimum_charge_pct=50) == 2
    world.commands()
    cabinet.come_online()
    assert [command[fields.CONFIGURATION_VERSION] for command in world.commands()] == [2]


@pytest.mark.parametrize(
    ("changes", "named"),
    [
        ({"lend_rule": []}, "lend_rule"),
        ({"lend_rule": ["x" * 40]}, "lend_rule"),
        ({"minimum_charge_pct": 101}, "minimum_charge_pct"),
        ({"minimum_charge_pct": True}, "minimum_charge_pct"),
        ({"maximum_temperature_dc": 9_000}, "maximum_temperature_dc"),
        ({"disabled_slots": [0]}, "disabled_slots"),
        ({"disabled_slots": [13]}, "disabled_slots"),
    ],
)
def test_a_value_that_is_not_allowed_is_named(
    world: World, cabinet: Cabinet, changes: dict[str, Any], named: str
) -> None:
    with pytest.raises(InvalidRequest, match=named):
        configure(world, cabinet, **changes)
    assert world.commands() == []


def test_somebody_elses_cabinet_looks_like_none(world: World, cabinet: Cabinet) -> None:
    with pytest.raises(NotFound):
        configure(world, cabinet, actor_id=world.account())


def test_who_configured_why_is_in_the_audit_log(world: World, cabinet: Cabinet) -> None:
    configure(world, cabinet, reason="door of slot 2 is bent")
    entry = world.read(audit_trail, world.operator_id, world.organisation_id)[0]
    assert (entry.actor, entry.action, entry.subject) == (world.operator_id, "device.configure", cabinet.id)
    assert entry.reason == "door of slot 2 is bent"


def test_a_rule_that_no_cabinet_understands_is_refused_at_once(world: World, cabinet: Cabinet) -> None:
    with pytest.raises(InvalidRequest, match=r"lend_rule\[1\] is 'age:asc'; allowed: .*fullest"):
        configure(world, cabinet, lend_rule=["charge:desc", "age:asc"])


def test_disabling_one_slot_leaves_all_else_as_it_is(world: World, cabinet: Cabinet) -> None:
    configure(world, cabinet)
    request = SlotRequest(world.operator_id, cabinet.id, 5, enabled=False, reason="bent")
    assert world.write(enable_slot, request) == 2
    record = world.commands()[-1][wire.CONFIGURATION]
    assert (record[wire.DISABLED_SLOTS], record[wire.MINIMUM_CHARGE_PCT]) == ([2, 3, 5], 40)
    assert world.write(enable_slot, request) == 2
    assert world.commands() == []
    again = SlotRequest(world.operator_id, cabinet.id, 2, enabled=True)
    assert world.write(enable_slot, again) == 3
    assert world.commands()[-1][wire.CONFIGURATION][wire.DISABLED_SLOTS] == [3, 5]


def test_return_only_is_sent_and_shown_to_everybody(world: World, cabinet: Cabinet) -> None:
    assert world.read(stations.cabinet, cabinet.id).returns_only is False
    assert world.write(set_return_only, ReturnOnlyRequest(world.operator_id, cabinet.id, return_only=True)) == 1
    [command] = world.commands()
    whole_wire.check_outgoing(command, topics.COMMAND)
    assert command[wire.CONFIGURATION][wire.RETURN_ONLY] is True
    assert command[wire.CONFIGURATION][wire.LEND_RULE] == ["fullest"]
    shown = world.read(stations.cabinet, cabinet.id)
    assert (shown.returns_only, shown.available, shown.free_slots, shown.tariff.name) == (True, 3, 9, "Standard")
    assert (shown.station_name, shown.slot_count) == ("Harbour", 12)


def test_a_switch_is_for_operators_and_slots_that_exist(world: World, cabinet: Cabinet) -> None:
    stranger = world.account()
    with pytest.raises(NotFound):
        world.write(enable_slot, SlotRequest(stranger, cabinet.id, 1, enabled=False))
    with pytest.raises(NotFound):
        world.write(set_return_only, ReturnOnlyRequest(stranger, cabinet.id, return_only=True))
    for slot in (0, 13):
        with pytest.raises(InvalidRequest, match="slot"):
            world.write(enable_slot, SlotRequest(world.operator_id, cabinet.id, slot, enabled=False))


@pytest.mark.parametrize("cabinet_id", ["0" * 32, "\x00", "cab-0000000000000000"])
def test_a_cabinet_that_is_none_is_not_shown(world: World, cabinet_id: str) -> None:
    with pytest.raises(NotFound):
        world.read(stations.cabinet, cabinet_id)
