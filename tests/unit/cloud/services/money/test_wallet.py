"""A person's wallet: what it shows, how its history is read page by page, and how it is topped up."""

import pytest

from cloud.domain.problems import IdempotencyMismatch, InvalidRequest, NotFound
from cloud.services.money.views import TopUpView
from cloud.services.money.wallet import (
    LARGEST_MINOR,
    SMALLEST_MINOR,
    TopUpRequest,
    finish_top_up,
    pending_top_ups,
    start_top_up,
    wallet,
    wallet_entries,
)
from cloud.services.ports.rows.money import Payment
from cloud.services.ports.world import Outcome
from tests.support.cloud_world import World

HOUR_MS = 3_600_000


@pytest.fixture
def person(world: World) -> str:
    return world.account(0)


def start(world: World, person: str, amount_minor: int = 2_500, key: str = "key") -> TopUpView:
    return world.write(start_top_up, TopUpRequest(person, amount_minor, "EUR", key))


def balance(world: World, person: str) -> int:
    return world.read(wallet, person, "EUR").balance.amount


def test_an_empty_wallet_is_all_zeros(world: World, person: str) -> None:
    view = world.read(wallet, person, "EUR")
    assert [amount.amount for amount in (view.balance, view.held, view.available, view.unpaid)] == [0, 0, 0, 0]


def test_what_is_held_is_in_the_balance_and_not_available(world: World) -> None:
    person = world.account(2_500)
    world.rent(person, world.cabinet().id)
    view = world.read(wallet, person, "EUR")
    assert (view.balance.amount, view.held.amount, view.available.amount) == (2_500, 1_000, 1_500)


def test_a_top_up_is_in_the_wallet_once_the_gateway_says_so(world: World, person: str) -> None:
    payment = start(world, person)
    assert (payment.state, balance(world, person)) == ("pending", 0)
    finished = world.write(finish_top_up, payment.id, Outcome(True))
    assert (finished.state, finished.id, balance(world, person)) == ("succeeded", payment.id, 2_500)


def test_the_owner_hears_of_the_new_balance_once(world: World, person: str) -> None:
    payment = start(world, person)
    world.news()
    for _ in range(3):
        world.write(finish_top_up, payment.id, Outcome(True))
    [news] = world.news()
    assert (news.account_id, news.name, news.order_id) == (person, "wallet.changed", None)


def test_the_gateway_may_say_it_a_hundred_times(world: World, person: str) -> None:
    payment = start(world, person)
    for _ in range(100):
        world.write(finish_top_up, payment.id, Outcome(True))
    assert balance(world, person) == 2_500


@pytest.mark.parametrize("first", [True, False])
def test_what_the_gateway_said_first_holds(world: World, person: str, first: bool) -> None:
    payment = start(world, person)
    world.write(finish_top_up, payment.id, Outcome(first, "" if first else "the card has expired"))
    again = world.write(finish_top_up, payment.id, Outcome(not first, "changed its mind"))
    assert again.state == ("succeeded" if first else "failed")
    assert again.detail == (None if first else "the card has expired")
    assert balance(world, person) == (2_500 if first else 0)


def test_the_same_key_is_the_same_payment(world: World, person: str) -> None:
    payment = start(world, person)
    assert start(world, person) == payment
    world.write(finish_top_up, payment.id, Outcome(True))
    assert start(world, person).state == "succeeded"
    assert balance(world, person) == 2_500


def test_the_same_key_with_another_body_is_refused(world: World, person: str) -> None:
    start(world, person)
    with pytest.raises(IdempotencyMismatch):
        start(world, person, amount_minor=2_501)


def test_a_key_belongs_to_its_account_and_route(world: World, person: str) -> None:
    payment = start(world, person)
    assert start(world, world.account(0)).id != payment.id
    assert world.rent(world.account(), world.cabinet().id, key="key").created


@pytest.mark.parametrize("amount_minor", [-1, 0, SMALLEST_MINOR - 1, LARGEST_MINOR + 1, 10**18])
def test_an_amount_that_is_not_allowed_is_refused(world: World, person: str, amount_minor: int) -> None:
    with pytest.raises(InvalidRequest, match=str(amount_minor)):
        start(world, person, amount_minor)


@pytest.mark.parametrize("amount_minor", [SMALLEST_MINOR, LARGEST_MINOR])
def test_amounts_at_the_bounds_are_allowed(world: World, person: str, amount_minor: int) -> None:
    assert start(world, person, amount_minor).amount.amount == amount_minor


def test_another_currency_is_refused(world: World, person: str) -> None:
    with pytest.raises(InvalidRequest, match="EUR"):
        world.write(start_top_up, TopUpRequest(person, 2_500, "USD", "key"))


def test_a_payment_that_nobody_began_is_not_found(world: World) -> None:
    with pytest.raises(NotFound):
        world.write(finish_top_up, "0" * 32, Outcome(True))


def test_payments_without_an_end_are_asked_for_again_after_a_while(world: World, person: str) -> None:
    payment, ended = start(world, person), start(world, person, key="other")
    world.write(finish_top_up, ended.id, Outcome(True))

    def pending() -> list[str]:
        found = world.look(lambda unit: pending_top_ups(unit, world.ports, 30_000))
        return [view.id for view in found]

    world.clock.at_ms += 29_999
    assert pending() == []
    world.clock.at_ms += 1
    assert pending() == [payment.id]


def test_every_payment_can_be_read_page_by_page(world: World, person: str) -> None:
    started = [start(world, person, key=f"key {number}").id for number in range(5)]
    first: list[Payment] = world.look(lambda unit: unit.payments.page("", 3))
    rest: list[Payment] = world.look(lambda unit: unit.payments.page(first[-1].id, 3))
    assert [payment.id for payment in first + rest] == sorted(started)


def test_the_history_shows_signs_as_a_person_expects_them(world: World) -> None:
    cabinet, person = world.cabinet(), world.account(0)
    world.write(finish_top_up, start(world, person, 1_500).id, Outcome(True))
    cabinet.lend(person)
    world.clock.at_ms += 74 * HOUR_MS
    cabinet.give_back(cabinet.bank(1))
    world.clock.at_ms += 1
    world.write(finish_top_up, start(world, person, 1_000, key="second").id, Outcome(True))
    amounts = {entry.kind: entry.amount.amount for entry in world.read(wallet_entries, person)}
    assert amounts == {
        "top-up": 1_500,
        "hold": -1_000,
        "capture": -1_000,
        "charge": -500,
        "receivable": -700,
        "collect": -700,
    }


def test_a_release_shows_what_is_free_again(world: World) -> None:
    cabinet, person = world.cabinet(), world.account(2_000)
    cabinet.lend(person)
    world.clock.at_ms += 1_000
    cabinet.give_back(cabinet.bank(1))
    entries = {entry.kind: entry.amount.amount for entry in world.read(wallet_entries, person)}
    assert (entries["hold"], entries["release"]) == (-1_000, 1_000)


@pytest.mark.parametrize("limit", [1, 2, 3, 50])
def test_pages_of_entries_neither_skip_nor_repeat(world: World, person: str, limit: int) -> None:
    for number in range(7):
        world.write(finish_top_up, start(world, person, key=f"key {number}").id, Outcome(True))
        world.clock.at_ms += number % 2  # some at one and the same moment
    seen, before = [], None
    while page := world.read(wallet_entries, person, limit, before):
        assert len(page) <= limit
        seen += [entry.id for entry in page]
        before = page[-1].cursor
    assert len(seen) == len(set(seen)) == 7
    assert [entry.id for entry in world.read(wallet_entries, person)] == seen


def test_entries_of_other_people_are_not_shown(world: World, person: str) -> None:
    world.account(5_000)
    assert world.read(wallet_entries, person) == []


@pytest.mark.parametrize("cursor", ["", "x", "1", "x~y", "-1~y", "1" * 16 + "~y", "1~" + "y" * 201, "²~y"])
def test_a_cursor_that_was_never_given_is_refused(world: World, person: str, cursor: str) -> None:
    with pytest.raises(InvalidRequest):
        world.read(wallet_entries, person, 10, cursor)
