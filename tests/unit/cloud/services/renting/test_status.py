import json

import pytest

from cloud.services.fleet.health import accept_health
from shared_protocol import cabinet as wire
from shared_protocol import fields, messages
from shared_protocol.host.names import field_number
from tests.support.cloud_world import Cabinet, World


@pytest.fixture
def cabinet(world: World) -> Cabinet:
    return world.cabinet(banks=2)


def health(world: World, cabinet: Cabinet, **changes: int) -> bool:
    body = {
        fields.TYPE: messages.HEALTH,
        fields.BOOT: cabinet.boot,
        fields.UPTIME_MS: cabinet.uptime_ms,
        fields.FREE_HEAP_BYTES: 60_000,
        fields.RSSI_DBM: -61,
    } | {field_number(name): value for name, value in changes.items()}
    return world.write(accept_health, cabinet.id, body)


def test_a_report_shows_what_the_slots_hold(world: World, cabinet: Cabinet) -> None:
    slots = world.look(lambda unit: unit.slots.of_device(cabinet.id))
    assert [slot.bank for slot in slots[:3]] == [cabinet.bank(1).hex(), cabinet.bank(2).hex(), None]
    assert world.bank(cabinet.bank(2))[1:4] == ("slot", cabinet.id, 2)


def test_a_report_of_another_boot_is_not_believed(world: World, cabinet: Cabinet) -> None:
    cabinet.boot = 7
    assert not cabinet.report(5)
    assert world.bank(cabinet.bank(5)) is None


def test_a_report_older_than_the_last_is_not_believed(world: World, cabinet: Cabinet) -> None:
    cabinet.started_ms += 5
    assert not cabinet.report(5)


def test_a_report_is_the_live_report_for_deadlines(world: World, cabinet: Cabinet) -> None:
    world.clock.at_ms += 4_000
    cabinet.report(2)
    device = world.device(cabinet.id)
    assert (device.live_uptime_ms, device.live_at_ms) == (cabinet.uptime_ms, world.clock.at_ms)


def test_a_bank_seen_in_another_slot_is_moved_there(world: World, cabinet: Cabinet) -> None:
    record = {wire.SLOT: 9, wire.SLOT_STATE: wire.SLOT_OCCUPIED, wire.FAULTS: 0, wire.BANK: cabinet.bank(1)}
    cabinet.report_slots([record])
    assert world.bank(cabinet.bank(1))[1:4] == ("slot", cabinet.id, 9)


def test_a_report_never_takes_a_bank_from_an_order(world: World, cabinet: Cabinet) -> None:
    order_id = cabinet.lend(slot=1)
    cabinet.report(2)
    assert world.bank(cabinet.bank(1)).order_id == order_id
    assert world.order(order_id).state == "active"


def test_health_is_kept_by_name_and_answered_with_the_time(world: World, cabinet: Cabinet) -> None:
    world.acks()
    assert health(world, cabinet)
    kept = json.loads(world.device(cabinet.id).health)
    assert (kept["free_heap_bytes"], kept["rssi_dbm"]) == (60_000, -61)
    assert world.acks() == [0]


def test_health_of_another_boot_is_not_believed(world: World, cabinet: Cabinet) -> None:
    assert not health(world, cabinet, boot=9)
    assert world.device(cabinet.id).health is None
