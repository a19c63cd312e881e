"""Money at each step of a rental, on real parts: held, captured, released, charged, owed; and who may not rent at all."""

import time
from collections.abc import Iterator
from typing import Any

import pytest
from msgspec.structs import replace

from shared_protocol import topics
from tests.mission.conftest import Cabinet, MakeCabinet
from tests.support.begun_steps import steps_begun
from tests.support.http_client import Terminal
from tests.support.stack import FUNDS_MINOR, TERMS, Rules, Stack, running_stack
from tests.support.waiting import until

HOLD, STEP = TERMS.hold_minor, TERMS.step_minor
CLOCKS_MS = 1_500  # a board's clock against ours, and the time that sensing takes


def wallet_of(balance: int, held: int = 0, unpaid: int = 0) -> dict[str, int]:
    return {"balance": balance, "held": held, "available": balance - held, "unpaid": unpaid}


def rented(person: Terminal, cabinet: Cabinet) -> Any:
    """Return the order of a bank that came out."""
    answer = person.rent(cabinet.id)
    assert answer.status == 201, answer.document
    return answer.document


def give_back(cabinet: Cabinet, bank: str) -> int:
    """Push the bank into a free slot of the cabinet; return when that was, in UTC milliseconds."""
    free = next(slot["slot"] for slot in cabinet.rig.world()["slots"] if not slot["bank"])
    at_ms = time.time_ns() // 1_000_000
    cabinet.rig.act("insert", slot=free, bank=bank)
    return at_ms


def ended(person: Terminal, order: Any, within_s: float = 20) -> Any:
    return until("the order has ended", lambda: _in(person.order(order["id"]), "ended"), within_s)


def _in(order: Any, state: str) -> Any:
    return order if order["state"] == state else None


@pytest.mark.claim("RENT-1")
@pytest.mark.claim("RENT-7")
def test_a_bank_that_is_returned_to_another_cabinet_ends_the_order_and_settles_the_fee(
    stack: Stack, make_cabinet: MakeCabinet
) -> None:
    lender, other = make_cabinet(slots=3, banks="all"), make_cabinet(slots=3, banks="1")
    person = stack.person()
    assert person.wallet() == wallet_of(FUNDS_MINOR)

    order = rented(person, lender)
    assert person.wallet() == wallet_of(FUNDS_MINOR, held=HOLD)
    assert order["hold"] == {"amount": HOLD, "currency": "EUR"}
    running = person.call("GET", f"/orders/{order['id']}/price").document
    assert (running["is_final"], running["total"]["amount"]) == (False, STEP)

    returned_ms = give_back(other, order["rental"]["bank"])
    order = ended(person, order)

    assert order["ended_device_id"] == other.id
    assert abs(order["ended_ms"] - returned_ms) < CLOCKS_MS
    fee = steps_begun(order) * STEP
    assert (order["fee"]["amount"], order["unpaid"]["amount"]) == (fee, 0)
    assert person.wallet() == wallet_of(FUNDS_MINOR - fee)
    final = person.call("GET", f"/orders/{order['id']}/price").document
    assert final["is_final"] is True
    assert sum(line["amount"]["amount"] for line in final["lines"]) == final["total"]["amount"] == fee
    kinds = [entry["kind"] for entry in person.call("GET", "/wallet/entries").document]
    assert sorted(kinds) == ["capture", "hold", "top-up"]
    stack.audit()


@pytest.mark.claim("RENT-7")
def test_a_return_while_offline_is_billed_to_the_moment_of_insertion(stack: Stack, make_cabinet: MakeCabinet) -> None:
    lender, other = make_cabinet(slots=2, banks="1"), make_cabinet(slots=2, banks="1")
    person = stack.person()
    order = rented(person, lender)
    other.rig.act("cut-network")

    returned_ms = give_back(other, order["rental"]["bank"])
    time.sleep(6)  # what is not billed
    assert person.order(order["id"])["state"] == "active"
    other.rig.act("restore-network")

    order = ended(person, order)
    assert abs(order["ended_ms"] - returned_ms) < CLOCKS_MS
    assert order["fee"]["amount"] == steps_begun(order) * STEP
    assert person.wallet() == wallet_of(FUNDS_MINOR - order["fee"]["amount"])


@pytest.mark.claim("RENT-6")
def test_with_no_fit_bank_the_hold_is_released(stack: Stack, make_cabinet: MakeCabinet) -> None:
    cabinet = make_cabinet(slots=2, banks="1")
    cabinet.set_charge(1, 3)
    person = stack.person()

    answer = person.rent(cabinet.id)

    assert answer.document["type"].endswith("no-bank")
    assert person.wallet() == wallet_of(FUNDS_MINOR)
    kinds = {entry["kind"] for entry in person.call("GET", "/wallet/entries").document}
    assert kinds == {"top-up", "hold", "release"}


@pytest.mark.claim("RENT-2")
def test_who_may_not_rent_gets_a_sentence_in_their_language_and_the_cabinet_hears_nothing(
    stack: Stack, make_cabinet: MakeCabinet
) -> None:
    cabinet = make_cabinet(slots=6, banks="all")
    busy, poor = stack.person(), stack.person(funds_minor=HOLD - 1)
    for _ in range(3):
        rented(busy, cabinet)
    suspended = _suspended(stack, cabinet)
    heard = len(stack.tap.heard(cabinet.id, topics.COMMAND))

    refusals = [
        (Terminal(stack.address), cabinet.id, 401, "unauthenticated"),
        (stack.person(), "cab-0000000000000000", 404, "not-found"),
        (poor, cabinet.id, 402, "insufficient-funds"),
        (busy, cabinet.id, 409, "too-many-open-orders"),
        (suspended, cabinet.id, 403, "account-suspended"),
    ]
    for terminal, cabinet_id, status, slug in refusals:
        titles = set()
        for language in ("en", "zh-CN"):
            body = {"cabinet_id": cabinet_id}
            answer = terminal.call("POST", "/rentals", body, Idempotency_Key=language, Accept_Language=language)
            assert (answer.status, answer.document["type"]) == (status, f"/problems/{slug}"), answer.document
            titles.add(answer.document["title"])
            assert any("\u4e00" <= sign <= "\u9fff" for sign in answer.document["title"]) is (language == "zh-CN")
        assert len(titles) == 2

    assert len(stack.tap.heard(cabinet.id, topics.COMMAND)) == heard
    assert poor.wallet() == wallet_of(HOLD - 1)
    assert suspended.call("GET", "/orders").document[0]["state"] in ("active", "ended")


def _suspended(stack: Stack, cabinet: Cabinet) -> Terminal:
    person = stack.person()
    rented(person, cabinet)
    account_id = person.call("GET", "/me").document["id"]
    body = {"state": "suspended", "reason": "test"}
    assert stack.operator.call("PUT", f"/accounts/{account_id}/state", body).status == 200
    return person


@pytest.fixture(scope="module")
def hurried(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    """A stack that gives up soon, where the second minute buys the bank and the hold does not cover it."""
    terms = replace(TERMS, total_cap_minor=500, step_minor=300, daily_cap_minor=0, hold_minor=200)
    with running_stack(tmp_path_factory.mktemp("hurried"), rules=Rules(6, 2, terms)) as running:
        yield running


@pytest.mark.claim("RENT-2")
@pytest.mark.claim("RENT-7")
def test_what_the_wallet_does_not_cover_is_owed_and_who_owes_may_not_rent(hurried: Stack, make_cabinet_of: Any) -> None:
    cabinet = make_cabinet_of(hurried, slots=3, banks="1-2")
    person = hurried.person(funds_minor=200)
    order = rented(person, cabinet)
    give_back(cabinet, order["rental"]["bank"])
    order = ended(person, order)
    assert (order["fee"]["amount"], order["unpaid"]["amount"]) == (300, 100)
    assert person.wallet() == wallet_of(0, unpaid=100)
    heard = len(hurried.tap.heard(cabinet.id, topics.COMMAND))

    refused = person.rent(cabinet.id)
    assert (refused.status, refused.document["type"]) == (402, "/problems/unpaid-bills")
    assert len(hurried.tap.heard(cabinet.id, topics.COMMAND)) == heard

    person.top_up(400)
    assert person.wallet() == wallet_of(300)
    rented(person, cabinet)
    hurried.audit()


@pytest.mark.claim("RENT-7")
def test_a_lend_and_a_return_that_are_heard_after_the_time_out_are_charged_by_the_devices_moments(
    hurried: Stack, make_cabinet_of: Any
) -> None:
    cabinet = make_cabinet_of(hurried, slots=2, banks="1")
    person = hurried.person()
    answer = person.rent(cabinet.id, wait_s=0)
    hurried.tap.wait_for(cabinet.id, topics.COMMAND)
    cabinet.rig.act("cut-network")
    world = cabinet.rig.wait_for(lambda world: len(world["outside"]) == 1)

    order = until("the cloud gives up", lambda: _in(person.order(answer.document["id"]), "reconciling"))
    assert order["reason"] == "no-answer"
    assert person.wallet() == wallet_of(FUNDS_MINOR)  # no money is held though nobody knows of a bank
    [case] = [case for case in _cases(hurried) if case["order_id"] == order["id"]]
    assert case["kind"] == "no-answer"

    returned_ms = give_back(cabinet, world["outside"][0]["bank"])
    time.sleep(1)
    cabinet.rig.act("restore-network")
    order = ended(person, order)
    assert abs(order["ended_ms"] - returned_ms) < CLOCKS_MS
    assert order["fee"]["amount"] == 300
    assert person.wallet() == wallet_of(FUNDS_MINOR - 300)
    assert all(case["order_id"] != order["id"] for case in _cases(hurried))
    hurried.audit()


def _cases(stack: Stack) -> Any:
    return stack.operator.call("GET", "/reconciliation?state=open").document


def test_a_lost_bank_is_bought_and_reporting_it_twice_charges_once(hurried: Stack, make_cabinet_of: Any) -> None:
    cabinet = make_cabinet_of(hurried, slots=2, banks="1")
    person = hurried.person()
    order = rented(person, cabinet)

    for _ in range(2):
        answer = person.call("POST", f"/rentals/{order['id']}/lost", {})
        assert answer.status == 200, answer.document
        order = answer.document
        assert (order["state"], order["reason"], order["fee"]["amount"]) == ("closed", "reported-lost", 500)
        assert person.wallet() == wallet_of(FUNDS_MINOR - 500)
    hurried.audit()


@pytest.mark.claim("RENT-7")
@pytest.mark.timeout(150)
def test_a_bank_is_sold_at_the_total_cap_and_an_earlier_return_told_later_is_refunded(
    hurried: Stack, make_cabinet_of: Any
) -> None:
    lender, offline = make_cabinet_of(hurried, slots=2, banks="1-2"), make_cabinet_of(hurried, slots=2, banks="1")
    keeper, returner = hurried.person(), hurried.person()
    kept, returned = rented(keeper, lender), rented(returner, lender)
    offline.rig.act("cut-network")
    returned_ms = give_back(offline, returned["rental"]["bank"])

    for person, order in ((keeper, kept), (returner, returned)):
        sold = until("the bank is sold", lambda p=person, o=order: _in(p.order(o["id"]), "closed"), 90)  # type: ignore[misc]
        assert (sold["reason"], sold["fee"]["amount"]) == ("bought-out", 500)
        assert sold["ended_ms"] == sold["began_ms"] + 60_001  # at the device's minute, not when somebody looked
        assert person.wallet() == wallet_of(FUNDS_MINOR - 500)

    offline.rig.act("restore-network")
    corrected = ended(returner, returned, 60)
    assert abs(corrected["ended_ms"] - returned_ms) < CLOCKS_MS
    assert corrected["fee"]["amount"] == 300
    assert returner.wallet() == wallet_of(FUNDS_MINOR - 300)
    hurried.audit()
