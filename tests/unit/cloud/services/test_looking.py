import json

import pytest

from cloud.domain.problems import InvalidRequest, NotFound
from cloud.services import fleet, orders
from cloud.services.live import live_after, live_since, newest_live_id
from cloud.services.stations import CreateStationRequest, Near, create_station, list_stations, station
from shared_protocol import cabinet as wire
from shared_protocol import codes
from tests.support.cloud_world import World


def test_a_station_shows_what_its_cabinets_have(world: World) -> None:
    cabinet = world.cabinet(banks=5)
    cabinet.lend(slot=1)
    cabinet.send(cabinet.event(wire.SLOT_FAULT, slot=2, faults=wire.LOCK_JAMMED))
    [shown] = world.read(station, world.station_id).cabinets
    assert (shown.id, shown.online, shown.slot_count, shown.available, shown.free_slots) == (cabinet.id, True, 12, 3, 8)


def test_a_cabinet_that_never_reported_has_nothing_to_lend(world: World) -> None:
    world.provision()
    [shown] = world.read(station, world.station_id).cabinets
    assert (shown.online, shown.available, shown.free_slots) == (False, 0, 0)


def test_stations_near_me_come_nearest_first(world: World) -> None:
    for name, latitude_udeg in (("Far", 60_000_000), ("Near", 52_010_000), ("Here", 52_001_000)):
        place = (name, latitude_udeg, 13_000_000)
        world.write(create_station, CreateStationRequest(world.operator_id, world.organisation_id, *place))
    found = world.read(list_stations, Near(52_001_000, 13_000_000, radius_m=5_000))
    assert [each.name for each in found] == ["Here", "Harbour", "Near"]
    assert [each.name for each in world.read(list_stations)] == ["Far", "Harbour", "Here", "Near"]


@pytest.mark.parametrize("place", [("", 0, 0), ("x", 90_000_001, 0), ("x", 0, -180_000_001), ("a\x00", 0, 0)])
def test_a_station_is_on_earth_and_has_a_name(world: World, place: tuple[str, int, int]) -> None:
    with pytest.raises(InvalidRequest):
        world.write(create_station, CreateStationRequest(world.operator_id, world.organisation_id, *place))


@pytest.mark.parametrize("station_id", ["0" * 32, "\x00", "\ud800"])
def test_a_station_that_is_none_is_not_found(world: World, station_id: str) -> None:
    with pytest.raises(NotFound):
        world.read(station, station_id)


def test_orders_are_shown_to_their_owner_newest_first(world: World) -> None:
    cabinet, account_id = world.cabinet(), world.account()
    made = [cabinet.lend(account_id, slot) for slot in (1, 2, 3)]
    cabinet.lend(slot=4)
    page = world.read(orders.list_orders, account_id, 2)
    assert [order.id for order in page] == made[:0:-1]
    assert [order.id for order in world.read(orders.list_orders, account_id, 2, page[-1].id)] == made[:1]


def test_anothers_order_looks_like_a_missing_one(world: World) -> None:
    cabinet = world.cabinet()
    order_id = cabinet.lend()
    for asked in (order_id, "0" * 32, "\x00", "\ud800"):
        with pytest.raises(NotFound, match="no order"):
            world.read(orders.order, world.account(), asked)


def test_live_events_of_an_account_are_numbered_without_a_gap(world: World) -> None:
    cabinet, account_id = world.cabinet(), world.account()
    cabinet.lend(account_id)
    cabinet.lend()
    cabinet.give_back(cabinet.bank(1))
    events = world.read(live_since, account_id, 0)
    assert [(event.seq, event.name) for event in events] == [
        (1, "order.authorised"),
        (2, "order.active"),
        (3, "order.ended"),
    ]
    assert [event.seq for event in world.read(live_since, account_id, 2)] == [3]
    assert json.loads(bytes(events[1].body))["state"] == "active"


def test_live_events_of_all_are_numbered_by_commit(world: World) -> None:
    start = world.read(newest_live_id)
    cabinet = world.cabinet()
    cabinet.lend(slot=1)
    cabinet.lend(slot=2)
    found = world.read(live_after, start)
    assert [event.id for event in found] == [start + 1, start + 2, start + 3, start + 4]
    assert world.read(newest_live_id) == start + 4


def test_a_refused_rental_uses_no_number_up(world: World) -> None:
    cabinet, account_id = world.cabinet(), world.account()
    cabinet.go_offline()
    with pytest.raises(Exception, match="offline"):
        world.rent(account_id, cabinet.id)
    cabinet.come_online()
    world.rent(account_id, cabinet.id)
    assert [event.seq for event in world.read(live_since, account_id, 0)] == [1]


def test_operators_see_their_devices_and_nobody_else_does(world: World) -> None:
    cabinet = world.cabinet()
    assert [device.id for device in world.read(fleet.list_devices, world.operator_id)] == [cabinet.id]
    stranger = world.account()
    assert world.read(fleet.list_devices, stranger) == []
    for asked in (cabinet.id, "cab-unknown000", "\x00"):
        with pytest.raises(NotFound):
            world.read(fleet.device_detail, stranger, asked)
    with pytest.raises(NotFound):
        world.read(fleet.device_events, stranger, cabinet.id)
    with pytest.raises(NotFound):
        world.read(fleet.audit_trail, stranger, world.organisation_id)
    assert world.read(fleet.list_alarms, stranger) == []


def test_a_device_is_shown_with_its_slots_in_words(world: World) -> None:
    cabinet = world.cabinet(banks=1)
    cabinet.send(cabinet.event(wire.SLOT_FAULT, slot=1, faults=wire.LOCK_JAMMED | wire.GAUGE_SILENT))
    cabinet.come_online(reset_cause=codes.RESET_WATCHDOG)
    detail = world.read(fleet.device_detail, world.operator_id, cabinet.id)
    assert (detail.slots[0].state, detail.slots[0].faults) == ("occupied", ["lock_jammed", "gauge_silent"])
    assert (detail.reset_cause, detail.device.online, detail.committed_seq) == ("watchdog", True, 1)


def test_journaled_events_are_shown_with_their_bytes_and_fields(world: World) -> None:
    cabinet = world.cabinet()
    cabinet.lend()
    cabinet.give_back(cabinet.bank(1), slot=5)
    events = world.read(fleet.device_events, world.operator_id, cabinet.id)
    assert [(event.seq, event.type) for event in events] == [(2, "bank_returned"), (1, "lend_result")]
    assert events[0].fields["bank"] == cabinet.bank(1).hex()
    assert events[0].envelope[:1] == b"\xd1"
    assert world.read(fleet.device_events, world.operator_id, cabinet.id, 9, 2) == events[1:]


def test_alarms_reach_the_operator(world: World) -> None:
    cabinet = world.cabinet()
    cabinet.send(cabinet.event(wire.BANK_REMOVED, slot=1, bank=cabinet.bank(1)))
    [alarm] = world.read(fleet.list_alarms, world.operator_id)
    assert (alarm.kind, alarm.device_id, alarm.order_id) == ("bank-removed", cabinet.id, None)


def test_a_code_of_a_newer_device_is_shown_by_its_number() -> None:
    assert fleet.code_name(wire.SLOT_STATE, 200) == "200"
