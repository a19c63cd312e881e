"""What a rental costs in the end, worked out by hand, for every way in which it can end. An audit is clean after each."""

import hashlib
import json
from collections.abc import Iterator
from itertools import permutations
from typing import Any

import pytest

from cloud.domain.money.refusals import UnpaidBills
from cloud.domain.orders.refusals import OrderNotActive
from cloud.domain.problems import NotFound
from cloud.services.money.wallet import TopUpRequest, finish_top_up, start_top_up, wallet
from cloud.services.orders import settlement
from cloud.services.orders.prices import order_price
from cloud.services.orders.settlement import OtherPayee
from cloud.services.periodic import each_second
from cloud.services.ports.notes import Message
from cloud.services.ports.world import Outcome
from cloud.services.renting.ending import report_lost
from shared_protocol import cabinet as wire
from shared_protocol import codes
from tests.support.cloud_world import Cabinet, World
from tools.audit.judge import audit

MINUTE_MS = 60_000
HOUR_MS = 60 * MINUTE_MS
# The standard tariff: 5 minutes free, 1.00 each half hour, 6.00 a day, bought at 30.00, hold 10.00.
BOUGHT_AFTER_MS = 98 * HOUR_MS + 35 * MINUTE_MS + 1


@pytest.fixture
def cabinet(world: World) -> Iterator[Cabinet]:
    yield world.cabinet()
    assert violations(world) == []


@pytest.fixture
def person(world: World) -> str:
    return world.account(5_000)


def violations(world: World) -> list[Any]:
    return world.look(lambda unit: audit(unit, world.clock.at_ms, world.ports.settings)).violations


def money(world: World, person: str) -> tuple[int, int, int]:
    """Balance, of which held, and what is owed."""
    view = world.read(wallet, person, "EUR")
    return view.balance.amount, view.held.amount, view.unpaid.amount


def kinds(world: World, order_id: str) -> dict[str, int]:
    transfers = world.look(lambda unit: unit.ledger.page("", 1_000))
    return {transfer.kind: transfer.amount_minor for transfer in transfers if transfer.order_id == order_id}


def record(world: World, order_id: str) -> dict[str, Any]:
    newest = world.look(lambda unit: unit.bills.cdrs(order_id))[0]
    assert hashlib.sha256(newest.body.encode()).hexdigest() == newest.digest
    document: dict[str, Any] = json.loads(newest.body)
    return document | {"version": newest.version}


def top_up(world: World, person: str, amount_minor: int) -> None:
    payment = world.write(start_top_up, TopUpRequest(person, amount_minor, "EUR", f"key {amount_minor}"))
    world.write(finish_top_up, payment.id, Outcome(True))


def test_a_return_captures_the_fee_and_frees_the_rest(world: World, cabinet: Cabinet, person: str) -> None:
    order_id = cabinet.lend(person)
    assert money(world, person) == (5_000, 1_000, 0)
    world.clock.at_ms += 65 * MINUTE_MS
    cabinet.give_back(cabinet.bank(1))
    order = world.order(order_id)
    assert (order.state, order.fee_minor, order.unpaid_minor) == ("ended", 200, 0)
    assert money(world, person) == (4_800, 0, 0)
    assert kinds(world, order_id) == {"hold": 1_000, "capture": 200}
    assert record(world, order_id)["payment"] == {"hold": 200, "owed": 0, "wallet": 0}


def test_an_order_that_names_another_payee_moves_no_money(world: World, cabinet: Cabinet, person: str) -> None:
    order_id = cabinet.lend(person)
    order = world.order(order_id)._replace(payee_account_id=person)
    at_ms = world.clock.at_ms
    for state in ("active", "closed"):
        with pytest.raises(OtherPayee):
            world.write(settlement.end, order._replace(state=state, fee_minor=500), at_ms)
    assert kinds(world, order_id) == {"hold": 1_000}


def test_a_return_in_the_free_time_costs_nothing(world: World, cabinet: Cabinet, person: str) -> None:
    order_id = cabinet.lend(person)
    world.clock.at_ms += 5 * MINUTE_MS
    cabinet.give_back(cabinet.bank(1))
    assert world.order(order_id).fee_minor == 0
    assert money(world, person) == (5_000, 0, 0)
    assert kinds(world, order_id) == {"hold": 1_000, "release": 1_000}


def test_a_fee_above_the_hold_takes_the_wallet_and_then_is_owed(world: World, cabinet: Cabinet) -> None:
    person = world.account(1_500)
    order_id = cabinet.lend(person)
    world.clock.at_ms += 74 * HOUR_MS
    cabinet.give_back(cabinet.bank(1))
    order = world.order(order_id)
    assert (order.fee_minor, order.unpaid_minor) == (2_200, 700)
    assert money(world, person) == (0, 0, 700)
    assert kinds(world, order_id) == {"hold": 1_000, "capture": 1_000, "charge": 500, "receivable": 700}
    with pytest.raises(UnpaidBills):
        world.rent(person, cabinet.id)
    top_up(world, person, 600)
    assert (money(world, person), world.order(order_id).unpaid_minor) == ((0, 0, 100), 100)
    top_up(world, person, 2_000 + 1)
    assert (money(world, person), world.order(order_id).unpaid_minor) == ((1_901, 0, 0), 0)
    assert world.rent(person, cabinet.id).created


def test_a_refusal_frees_the_hold(world: World, cabinet: Cabinet, person: str) -> None:
    order_id = world.rent(person, cabinet.id).order.id
    cabinet.send(cabinet.lend_result(world.commands()[-1], codes.REFUSED, reason=wire.NO_FIT_BANK))
    assert world.order(order_id).state == "cancelled"
    assert money(world, person) == (5_000, 0, 0)


def test_a_late_success_is_charged_to_the_wallet(world: World, cabinet: Cabinet, person: str) -> None:
    order_id = world.rent(person, cabinet.id).order.id
    command = world.commands()[-1]
    result = cabinet.lend_result(command)
    world.clock.at_ms += 2 * HOUR_MS
    world.write(each_second)
    assert money(world, person) == (5_000, 0, 0)
    cabinet.send(result)
    assert world.order(order_id).state == "active"
    cabinet.give_back(cabinet.bank(1))
    assert (world.order(order_id).fee_minor, money(world, person)) == (400, (4_600, 0, 0))
    assert kinds(world, order_id) == {"hold": 1_000, "release": 1_000, "charge": 400}


def test_a_late_success_of_somebody_who_spent_it_all_is_owed(world: World, cabinet: Cabinet) -> None:
    person, other = world.account(1_000), world.cabinet()
    order_id = world.rent(person, cabinet.id).order.id
    result = cabinet.lend_result(world.commands()[-1])
    world.clock.at_ms += 2 * HOUR_MS
    world.write(each_second)
    other.lend(person)
    cabinet.send(result)
    cabinet.give_back(cabinet.bank(1))
    assert world.order(order_id).unpaid_minor == 400
    assert money(world, person) == (1_000, 1_000, 400)


def test_a_bank_that_stays_out_is_bought(world: World, cabinet: Cabinet, person: str) -> None:
    order_id = cabinet.lend(person)
    lent_ms = world.clock.at_ms
    world.clock.at_ms = lent_ms + BOUGHT_AFTER_MS - 1
    assert world.write(each_second)["banks sold"] == 0
    world.clock.at_ms += 1
    assert world.write(each_second)["banks sold"] == 1
    order = world.order(order_id)
    assert (order.state, order.fee_minor, order.ended_ms) == ("closed", 3_000, lent_ms + BOUGHT_AFTER_MS)
    assert (order.reason, world.bank(cabinet.bank(1)).place) == ("bought-out", "lost")
    assert money(world, person) == (2_000, 0, 0)
    assert world.write(each_second)["banks sold"] == 0


def test_a_buy_out_that_is_noticed_late_is_at_its_own_moment(world: World, cabinet: Cabinet, person: str) -> None:
    order_id = cabinet.lend(person)
    lent_ms = world.clock.at_ms
    world.clock.at_ms += 1_000 * HOUR_MS
    world.write(each_second)
    assert world.order(order_id).ended_ms == lent_ms + BOUGHT_AFTER_MS


def test_a_bank_reported_lost_is_bought_and_twice_is_once(world: World, cabinet: Cabinet, person: str) -> None:
    order_id = cabinet.lend(person)
    world.clock.at_ms += HOUR_MS
    first = world.write(report_lost, person, order_id)
    assert (first.state, world.order(order_id).fee_minor) == ("closed", 3_000)
    assert world.bank(cabinet.bank(1)).place == "lost"
    world.clock.at_ms += HOUR_MS
    for _ in range(3):
        assert world.write(report_lost, person, order_id) == first
    assert money(world, person) == (2_000, 0, 0)
    assert [line["kind"] for line in record(world, order_id)["lines"]] == ["free", "time", "total-cap"]


def test_only_a_bank_that_is_out_and_one_s_own_can_be_lost(world: World, cabinet: Cabinet, person: str) -> None:
    order_id = cabinet.lend(person)
    for account_id, asked in ((world.account(), order_id), (person, "0" * 32), (person, "no id")):
        with pytest.raises(NotFound):
            world.write(report_lost, account_id, asked)
    cabinet.give_back(cabinet.bank(1))
    with pytest.raises(OrderNotActive):
        world.write(report_lost, person, order_id)
    authorised = world.rent(person, cabinet.id).order.id
    with pytest.raises(OrderNotActive):
        world.write(report_lost, person, authorised)


def test_a_return_from_before_the_sale_is_corrected_and_paid_back(world: World, cabinet: Cabinet, person: str) -> None:
    other, order_id = world.cabinet(), cabinet.lend(person)
    world.clock.at_ms += 10 * HOUR_MS
    returned = other.event(wire.BANK_RETURNED, slot=9, bank=cabinet.bank(1))
    world.clock.at_ms += 2 * HOUR_MS
    world.write(report_lost, person, order_id)
    assert money(world, person) == (2_000, 0, 0)
    assert other.send(returned) == "applied"
    order = world.order(order_id)
    assert (order.state, order.fee_minor, order.reason) == ("ended", 600, None)
    assert (order.ended_device_id, world.rental(order.id).return_slot) == (other.id, 9)
    assert money(world, person) == (4_400, 0, 0)
    assert (record(world, order_id)["version"], record(world, order_id)["payment"]) == (2, {"refund": 2_400})
    assert world.bank(cabinet.bank(1))[1:4] == ("slot", other.id, 9)


def test_a_correction_forgives_what_is_owed_before_it_pays_back(world: World, cabinet: Cabinet) -> None:
    person, other = world.account(1_200), world.cabinet()
    order_id = cabinet.lend(person)
    world.clock.at_ms += HOUR_MS
    returned = other.event(wire.BANK_RETURNED, slot=9, bank=cabinet.bank(1))
    world.clock.at_ms += HOUR_MS
    world.write(report_lost, person, order_id)
    assert money(world, person) == (0, 0, 1_800)
    other.send(returned)
    assert money(world, person) == (1_000, 0, 0)
    assert (world.order(order_id).fee_minor, world.order(order_id).unpaid_minor) == (200, 0)


def test_a_correction_forgives_what_other_orders_owe_too_and_a_top_up_pays_the_oldest_first(
    world: World, cabinet: Cabinet
) -> None:
    person, other = world.account(3_000), world.cabinet()
    corrected = cabinet.lend(person, slot=1)
    first, second = cabinet.lend(person, slot=2), cabinet.lend(person, slot=3)
    world.clock.at_ms += HOUR_MS
    returned = other.event(wire.BANK_RETURNED, slot=9, bank=cabinet.bank(1))
    world.clock.at_ms += 1
    for order_id in (first, second, corrected):
        world.write(report_lost, person, order_id)

    def owed() -> list[int]:
        return [world.order(order_id).unpaid_minor for order_id in (corrected, first, second)]

    assert (owed(), money(world, person)) == ([2_000, 2_000, 2_000], (0, 0, 6_000))
    top_up(world, person, 2_500)
    assert (owed(), money(world, person)) == ([0, 1_500, 2_000], (0, 0, 3_500))
    other.send(returned)
    assert (world.order(corrected).fee_minor, owed()) == (200, [0, 0, 700])
    assert money(world, person) == (0, 0, 700)


def test_a_sold_bank_that_comes_back_later_is_for_a_person_to_decide(
    world: World, cabinet: Cabinet, person: str
) -> None:
    order_id = cabinet.lend(person)
    world.write(report_lost, person, order_id)
    world.clock.at_ms += HOUR_MS
    cabinet.give_back(cabinet.bank(1))
    assert (world.order(order_id).state, money(world, person)) == ("closed", (2_000, 0, 0))
    case = world.look(lambda unit: unit.cases.of_order(order_id))
    assert (case.kind, world.bank(cabinet.bank(1)).place) == ("sold-bank-returned", "slot")


@pytest.mark.parametrize("told_first", ["return", "time-out"])
def test_a_return_races_the_buy_out_and_the_device_s_moment_decides(
    world: World, cabinet: Cabinet, person: str, told_first: str
) -> None:
    other, order_id = world.cabinet(), cabinet.lend(person)
    world.clock.at_ms += BOUGHT_AFTER_MS - 1
    returned = other.event(wire.BANK_RETURNED, slot=9, bank=cabinet.bank(1))
    world.clock.at_ms += 1
    steps = [lambda: other.send(returned), lambda: world.write(each_second)]
    for step in steps if told_first == "return" else reversed(steps):
        step()
    assert (world.order(order_id).state, world.order(order_id).fee_minor) == ("ended", 2_900)
    assert money(world, person) == (2_100, 0, 0)


@pytest.mark.parametrize("order_of_events", list(permutations(["give up", "lent", "returned"])))
def test_a_lend_a_return_and_the_give_up_cost_the_same_in_any_order(
    world: World, cabinet: Cabinet, person: str, order_of_events: tuple[str, ...]
) -> None:
    other = world.cabinet()
    order_id = world.rent(person, cabinet.id).order.id
    lent = cabinet.lend_result(world.commands()[-1])
    world.clock.at_ms += 65 * MINUTE_MS
    returned = other.event(wire.BANK_RETURNED, slot=9, bank=cabinet.bank(1))
    acts = {
        "give up": lambda: world.write(each_second),
        "lent": lambda: cabinet.send(lent),
        "returned": lambda: other.send(returned),
    }
    for act in order_of_events:
        acts[act]()
    assert (world.order(order_id).state, world.order(order_id).fee_minor) == ("ended", 200)
    assert money(world, person) == (4_800, 0, 0)


def test_every_event_a_hundred_times_changes_nothing(world: World, cabinet: Cabinet, person: str) -> None:
    order_id = world.rent(person, cabinet.id).order.id
    heard: list[Message] = [cabinet.lend_result(world.commands()[-1])]
    cabinet.send(heard[0])
    world.clock.at_ms += 74 * HOUR_MS
    heard.append(cabinet.event(wire.BANK_RETURNED, slot=1, bank=cabinet.bank(1)))
    cabinet.send(heard[1])
    stored = rows(world)
    for body in heard * 100:
        assert cabinet.send(body) == "duplicate"
    world.write(each_second)
    assert rows(world) == stored
    assert (world.order(order_id).fee_minor, money(world, person)) == (2_200, (2_800, 0, 0))


def test_the_running_price_is_the_price_that_is_paid(world: World, cabinet: Cabinet, person: str) -> None:
    order_id = cabinet.lend(person)
    shown = []
    for _ in range(20):
        world.clock.at_ms += 17 * MINUTE_MS
        shown.append(world.look(lambda unit: order_price(unit, world.ports, person, order_id)))
    assert [price.total.amount for price in shown] == sorted(price.total.amount for price in shown)
    assert shown[0].next_step_ms == world.order(order_id).began_ms + 35 * MINUTE_MS
    cabinet.give_back(cabinet.bank(1))
    final = world.look(lambda unit: order_price(unit, world.ports, person, order_id))
    assert (final.lines, final.total, final.duration_ms) == (shown[-1].lines, shown[-1].total, shown[-1].duration_ms)
    assert (final.is_final, shown[-1].is_final) == (True, False)


def rows(world: World) -> object:
    return world.look(
        lambda unit: (unit.orders.page("", 100), unit.ledger.page("", 100), unit.ledger.accounts(), unit.banks.all())
    )


@pytest.mark.parametrize("later_ms", [0, 5 * HOUR_MS])
def test_a_report_that_shows_a_sold_bank_before_its_return_is_told_changes_nothing(
    world: World, cabinet: Cabinet, person: str, later_ms: int
) -> None:
    other, order_id, bank = world.cabinet(), cabinet.lend(person), cabinet.bank(1)
    world.clock.at_ms += 10 * HOUR_MS + later_ms
    returned = other.event(wire.BANK_RETURNED, slot=9, bank=bank)
    world.clock.at_ms += 2 * HOUR_MS - 2 * later_ms
    world.write(report_lost, person, order_id)
    world.clock.at_ms += 24 * HOUR_MS
    other.report_slots([{wire.SLOT: 9, wire.SLOT_STATE: wire.SLOT_OCCUPIED, wire.FAULTS: 0, wire.BANK: bank}])
    assert world.bank(bank).place == "slot"
    other.send(returned)
    if later_ms:
        assert world.look(lambda unit: unit.cases.of_order(order_id)).kind == "sold-bank-returned"
    else:
        assert (world.order(order_id).state, money(world, person)) == ("ended", (4_400, 0, 0))
