from typing import Any

import pytest

from shared_protocol import cabinet as wire
from shared_protocol import codes, fields
from shared_protocol.codes import EXPIRED, REFUSED, UNKNOWN
from tests.support.cloud_world import Cabinet, World


@pytest.fixture
def cabinet(world: World) -> Cabinet:
    return world.cabinet()


def rented(world: World, cabinet: Cabinet) -> tuple[str, dict[int, Any]]:
    order = world.rent(world.account(), cabinet.id).order
    return order.id, world.commands()[-1]


def test_a_lend_that_is_done_makes_the_order_active(world: World, cabinet: Cabinet) -> None:
    order_id, command = rented(world, cabinet)
    world.clock.at_ms += 3_000
    result = cabinet.lend_result(command, slot=2, bank=cabinet.bank(2))
    world.clock.at_ms += 500
    assert cabinet.send(result) == "applied"
    order = world.order(order_id)
    assert (order.state, order.slot, order.bank) == ("active", 2, cabinet.bank(2).hex())
    assert order.lent_ms == world.clock.at_ms - 500
    assert world.bank(cabinet.bank(2))[1:5] == ("order", None, None, order_id)


def test_the_emptied_slot_is_shown_at_once(world: World, cabinet: Cabinet) -> None:
    cabinet.lend(slot=2)
    slot = world.look(lambda unit: unit.slots.of_device(cabinet.id))[1]
    assert (slot.state, slot.bank) == (wire.SLOT_EMPTY, None)


@pytest.mark.parametrize(
    ("outcome", "reason", "slug"),
    [
        (REFUSED, wire.NO_FIT_BANK, "no-bank"),
        (REFUSED, wire.LOCKS_JAMMED, "locks-jammed"),
        (REFUSED, wire.POWER_CUT_BANK_STAYED, "locks-jammed"),
        (EXPIRED, codes.DEADLINE_PASSED, "lend-expired"),
    ],
)
def test_a_lend_that_did_not_happen_cancels_the_order(
    world: World, cabinet: Cabinet, outcome: int, reason: int, slug: str
) -> None:
    order_id, command = rented(world, cabinet)
    assert cabinet.send(cabinet.lend_result(command, outcome, reason=reason)) == "applied"
    assert (world.order(order_id).state, world.order(order_id).reason) == ("cancelled", slug)


def test_a_cancelled_order_no_longer_counts_as_open(world: World, cabinet: Cabinet) -> None:
    account_id = world.account()
    for _ in range(5):
        world.rent(account_id, cabinet.id)
        cabinet.send(cabinet.lend_result(world.commands()[-1], REFUSED, reason=wire.NO_FIT_BANK))
    assert world.look(lambda unit: unit.accounts.get(account_id)).open_orders == 0


def test_an_unknown_result_goes_to_a_person(world: World, cabinet: Cabinet) -> None:
    order_id, command = rented(world, cabinet)
    cabinet.send(cabinet.lend_result(command, UNKNOWN, reason=wire.POWER_CUT_NOT_SEEN, slot=4))
    assert (world.order(order_id).state, world.order(order_id).slot) == ("reconciling", 4)
    assert world.alarms() == ["lend-unknown"]


@pytest.mark.parametrize(("outcome", "state"), [(codes.DONE, "active"), (REFUSED, "cancelled")])
def test_later_evidence_settles_an_unknown_result(world: World, cabinet: Cabinet, outcome: int, state: str) -> None:
    order_id, command = rented(world, cabinet)
    cabinet.send(cabinet.lend_result(command, UNKNOWN, reason=wire.POWER_CUT_NOT_SEEN, slot=1))
    cabinet.send(cabinet.lend_result(command, outcome))
    assert world.order(order_id).state == state


def test_a_late_success_is_visible_and_alarmed(world: World, cabinet: Cabinet) -> None:
    order_id, command = rented(world, cabinet)
    cabinet.answer(command, EXPIRED, reason=codes.DEADLINE_PASSED)
    assert world.order(order_id).state == "cancelled"
    cabinet.send(cabinet.lend_result(command))
    assert (world.order(order_id).state, world.order(order_id).reason) == ("reconciling", "late-success")
    assert world.bank(cabinet.bank(1)).order_id == order_id
    assert world.alarms() == ["late-success"]


def test_a_late_success_counts_as_open_again(world: World, cabinet: Cabinet) -> None:
    order_id, command = rented(world, cabinet)
    cabinet.answer(command, EXPIRED, reason=codes.DEADLINE_PASSED)
    cabinet.send(cabinet.lend_result(command))
    account_id = world.order(order_id).account_id
    assert world.look(lambda unit: unit.accounts.get(account_id)).open_orders == 1


def test_a_bank_of_another_open_order_is_never_charged_twice(world: World, cabinet: Cabinet) -> None:
    first_id = cabinet.lend(slot=1)
    second_id, command = rented(world, cabinet)
    assert cabinet.send(cabinet.lend_result(command, bank=cabinet.bank(1))) == "applied"
    assert world.order(first_id).state == "active"
    assert (world.order(second_id).state, world.order(second_id).reason) == ("reconciling", "bank-in-two-orders")
    assert world.bank(cabinet.bank(1)).order_id == first_id
    assert world.alarms() == ["bank-in-two-orders"]


def test_an_order_never_gets_a_second_bank(world: World, cabinet: Cabinet) -> None:
    order_id, command = rented(world, cabinet)
    cabinet.send(cabinet.lend_result(command))
    assert cabinet.send(cabinet.lend_result(command, slot=2, bank=cabinet.bank(2))) == "quarantined"
    assert world.order(order_id).bank == cabinet.bank(1).hex()
    assert world.bank(cabinet.bank(2)).place == "slot"


def test_a_return_elsewhere_may_be_heard_before_the_lend(world: World, cabinet: Cabinet) -> None:
    other = world.cabinet()
    order_id, command = rented(world, cabinet)
    result = cabinet.lend_result(command)
    world.clock.at_ms += 60_000
    other.give_back(cabinet.bank(1), slot=9)
    returned_ms = world.clock.at_ms
    world.clock.at_ms += 60_000
    assert cabinet.send(result) == "applied"
    order = world.order(order_id)
    assert (order.state, order.return_device_id, order.return_slot) == ("ended", other.id, 9)
    assert order.ended_ms == returned_ms
    assert world.bank(cabinet.bank(1))[1:4] == ("slot", other.id, 9)


def test_a_result_for_another_device_command_is_quarantined(world: World, cabinet: Cabinet) -> None:
    order_id, command = rented(world, cabinet)
    other = world.cabinet()
    assert other.send(other.lend_result(command)) == "quarantined"
    assert world.order(order_id).state == "authorised"


def test_a_result_that_names_another_order_is_quarantined(world: World, cabinet: Cabinet) -> None:
    order_id, command = rented(world, cabinet)
    assert cabinet.send(cabinet.lend_result(command | {fields.ORDER: bytes(16)})) == "quarantined"
    assert world.order(order_id).state == "authorised"


def test_a_done_lend_without_its_bank_is_quarantined(world: World, cabinet: Cabinet) -> None:
    order_id, command = rented(world, cabinet)
    body = cabinet.lend_result(command)
    del body[wire.BANK]
    assert cabinet.send(body) == "quarantined"
    assert world.order(order_id).state == "authorised"
    assert world.look(lambda unit: unit.commands.with_order(command[fields.COMMAND].hex()))[0].state == "queued"
