import pytest

from shared_protocol import cabinet as wire
from shared_protocol import codes
from tests.support.cloud_world import Cabinet, World


@pytest.fixture
def cabinet(world: World) -> Cabinet:
    return world.cabinet()


def test_a_return_ends_the_order_that_holds_the_bank(world: World, cabinet: Cabinet) -> None:
    order_id = cabinet.lend()
    world.clock.at_ms += 3_600_000
    assert cabinet.give_back(cabinet.bank(1), slot=5) == "applied"
    order = world.order(order_id)
    assert (order.state, order.return_device_id, order.return_slot) == ("ended", cabinet.id, 5)
    assert order.ended_ms == world.clock.at_ms
    assert world.bank(cabinet.bank(1))[1:4] == ("slot", cabinet.id, 5)


def test_a_return_at_another_cabinet_ends_the_order_too(world: World, cabinet: Cabinet) -> None:
    order_id, other = cabinet.lend(), world.cabinet()
    world.clock.at_ms += 1_000
    other.give_back(cabinet.bank(1), slot=11)
    assert (world.order(order_id).state, world.order(order_id).return_device_id) == ("ended", other.id)


def test_a_return_heard_late_ends_the_order_at_the_device_moment(world: World, cabinet: Cabinet) -> None:
    order_id = cabinet.lend()
    world.clock.at_ms += 10_000
    body = cabinet.event(wire.BANK_RETURNED, slot=1, bank=cabinet.bank(1))
    world.clock.at_ms += 7_200_000
    cabinet.send(body)
    assert world.order(order_id).ended_ms == world.clock.at_ms - 7_200_000


def test_a_return_of_nobody_is_just_a_bank_in_a_slot(world: World, cabinet: Cabinet) -> None:
    assert cabinet.give_back(b"\x01foreign"[:6], slot=7) == "applied"
    assert world.bank(b"\x01foreign"[:6])[1:4] == ("slot", cabinet.id, 7)


def test_a_bank_that_was_never_seen_is_told_once_and_nothing_is_ejected(world: World, cabinet: Cabinet) -> None:
    cabinet.give_back(b"newone", slot=7)
    world.clock.at_ms += 1_000
    cabinet.give_back(b"newone", slot=8)
    assert world.alarms() == ["unknown-bank"]
    assert world.commands() == []


def test_a_faulty_bank_is_taken_back_with_its_faults(world: World, cabinet: Cabinet) -> None:
    order_id = cabinet.lend()
    cabinet.give_back(cabinet.bank(1), slot=5, faults=wire.WEAR_RECORD_BAD)
    assert world.order(order_id).state == "ended"
    assert world.look(lambda unit: unit.slots.of_device(cabinet.id))[4].faults == wire.WEAR_RECORD_BAD


def test_a_bank_pushed_into_a_slot_displaces_the_one_believed_there(world: World, cabinet: Cabinet) -> None:
    cabinet.give_back(b"newone", slot=1)
    assert world.bank(b"newone")[1:4] == ("slot", cabinet.id, 1)
    assert world.bank(cabinet.bank(1)).place == "lost"


def test_an_old_return_of_another_cabinet_does_not_end_a_younger_order(world: World, cabinet: Cabinet) -> None:
    offline = world.cabinet()
    old = offline.event(wire.BANK_RETURNED, slot=9, bank=cabinet.bank(1))
    world.clock.at_ms += 600_000
    order_id = cabinet.lend()
    assert offline.send(old) == "applied"
    assert world.order(order_id).state == "active"
    assert world.alarms() == ["late-return"]


def test_a_bank_removed_without_an_order_alarms_and_charges_nobody(world: World, cabinet: Cabinet) -> None:
    cabinet.send(cabinet.event(wire.BANK_REMOVED, slot=1, bank=cabinet.bank(1)))
    assert world.alarms() == ["bank-removed"]
    assert world.bank(cabinet.bank(1)).place == "lost"


def test_a_bank_that_leaves_an_unsettled_slot_belongs_to_its_order(world: World, cabinet: Cabinet) -> None:
    order_id = world.rent(world.account(), cabinet.id).order.id
    command = world.commands()[-1]
    cabinet.send(cabinet.lend_result(command, codes.REFUSED, reason=wire.LOCKS_JAMMED))
    cabinet.send(cabinet.event(wire.BANK_REMOVED, slot=1, bank=cabinet.bank(1), order=bytes.fromhex(order_id)))
    order = world.order(order_id)
    assert (order.state, order.bank, order.reason) == ("reconciling", cabinet.bank(1).hex(), "bank-removed")
    assert world.bank(cabinet.bank(1)).order_id == order_id
    assert world.alarms() == ["bank-removed"]
    world.clock.at_ms += 5_000
    cabinet.give_back(cabinet.bank(1))
    assert world.order(order_id).state == "ended"


def test_a_second_bank_is_alarmed_and_never_charged(world: World, cabinet: Cabinet) -> None:
    order_id = cabinet.lend(slot=1)
    cabinet.send(cabinet.event(wire.BANK_REMOVED, slot=2, bank=cabinet.bank(2), order=bytes.fromhex(order_id)))
    assert (world.order(order_id).state, world.order(order_id).bank) == ("active", cabinet.bank(1).hex())
    assert world.bank(cabinet.bank(2)).place == "lost"
    assert world.alarms() == ["bank-removed"]


def test_another_cabinets_order_gets_no_bank_from_here(world: World, cabinet: Cabinet) -> None:
    other = world.cabinet()
    order_id = world.rent(world.account(), cabinet.id).order.id
    other.send(other.event(wire.BANK_REMOVED, slot=1, bank=other.bank(1), order=bytes.fromhex(order_id)))
    assert world.order(order_id).state == "authorised"
    assert world.bank(other.bank(1)).place == "lost"


def test_each_physical_return_is_applied_once(world: World, cabinet: Cabinet) -> None:
    order_id = cabinet.lend()
    body = cabinet.event(wire.BANK_RETURNED, slot=1, bank=cabinet.bank(1))
    world.news()
    assert [cabinet.send(body) for _ in range(3)] == ["applied", "duplicate", "duplicate"]
    assert [news.order_id for news in world.news()] == [order_id]
