"""Booking on the real repositories: holds, captures, charges, what is owed, and that doing it twice is doing it once."""

from collections.abc import Callable
from typing import Any

import pytest

from cloud.domain.money import ledger as accounts
from cloud.domain.money.ledger import Split, Transfer
from cloud.domain.money.refusals import InsufficientFunds, UnpaidBills
from cloud.services.money import ledger
from cloud.services.money.wallet import wallet
from cloud.services.ports.rows.orders import Order
from cloud.services.ports.store import ConstraintViolated
from tests.support.cloud_world import World
from tests.support.paper_orders import paper_order


class Books:
    """One person's money, and the acts on an order."""

    def __init__(self, world: World, funds_minor: int) -> None:
        self.world = world
        self.account_id = world.account(funds_minor)

    def order(self, hold_minor: int, name: str = "order") -> Order:
        return paper_order(self.account_id, name, hold_minor)

    def do(self, act: Callable[..., Any], order: Order, *arguments: Any) -> Any:
        return self.world.write(act, order, *arguments)

    def stand(self) -> tuple[int, int, int]:
        """Balance, of which held, and what is owed."""
        view = self.world.read(wallet, self.account_id, "EUR")
        return view.balance.amount, view.held.amount, view.unpaid.amount

    def transfers(self) -> list[Transfer]:
        return self.world.look(lambda unit: unit.ledger.page("", 1_000))

    def kinds(self) -> set[tuple[str, int]]:
        return {(transfer.kind, transfer.amount_minor) for transfer in self.transfers() if transfer.order_id}


@pytest.fixture
def books(world: World) -> Books:
    return Books(world, 2_000)


def test_a_hold_keeps_money_back_and_takes_none(books: Books) -> None:
    books.do(ledger.hold, books.order(1_500))
    assert books.stand() == (2_000, 1_500, 0)


def test_all_that_is_there_can_be_held_and_not_a_cent_more(books: Books) -> None:
    with pytest.raises(InsufficientFunds, match="available are 2000"):
        books.do(ledger.hold, books.order(2_001))
    assert books.transfers() == [transfer for transfer in books.transfers() if transfer.kind == "top-up"]
    books.do(ledger.hold, books.order(2_000))
    with pytest.raises(InsufficientFunds, match="available are 0"):
        books.do(ledger.hold, books.order(1, "second"))


def test_somebody_who_never_had_money_holds_nothing(world: World) -> None:
    poor = Books(world, 0)
    with pytest.raises(InsufficientFunds):
        poor.do(ledger.hold, paper_order("nobody", "order", 1))
    poor.do(ledger.hold, poor.order(0))
    assert poor.kinds() == set()


def test_who_owes_holds_nothing_though_there_is_money(books: Books) -> None:
    books.do(ledger.pay, books.order(0, "dear"), 2_300)
    books.world.fund(books.account_id, 5_000)
    assert books.stand() == (5_000, 0, 300)
    for hold_minor in (0, 100):
        with pytest.raises(UnpaidBills, match="300 EUR"):
            books.do(ledger.hold, books.order(hold_minor, "next"))


def test_a_fee_below_the_hold_is_captured_and_the_rest_is_free(books: Books) -> None:
    order = books.order(1_000)
    books.do(ledger.hold, order)
    assert books.do(ledger.pay, order, 300) == Split(300, 0, 0)
    assert books.stand() == (1_700, 0, 0)
    assert books.kinds() == {("hold", 1_000), ("capture", 300)}


def test_a_fee_of_nothing_gives_the_hold_back(books: Books) -> None:
    order = books.order(1_000)
    books.do(ledger.hold, order)
    assert books.do(ledger.pay, order, 0) == Split(0, 0, 0)
    assert books.stand() == (2_000, 0, 0)
    assert books.kinds() == {("hold", 1_000), ("release", 1_000)}


def test_a_fee_above_the_hold_takes_from_the_wallet_and_then_is_owed(books: Books) -> None:
    order = books.order(1_000)
    books.do(ledger.hold, order)
    assert books.do(ledger.pay, order, 2_500) == Split(1_000, 1_000, 500)
    assert books.stand() == (0, 0, 500)
    assert books.kinds() == {("hold", 1_000), ("capture", 1_000), ("charge", 1_000), ("receivable", 500)}


def test_a_fee_leaves_alone_what_other_orders_hold(books: Books) -> None:
    order = books.order(500)
    books.do(ledger.hold, order)
    books.do(ledger.hold, books.order(1_200, "other"))
    assert books.do(ledger.pay, order, 1_000) == Split(500, 300, 200)
    assert books.stand() == (1_200, 1_200, 200)


def test_a_released_hold_is_free_once_and_for_all(books: Books) -> None:
    order = books.order(1_000)
    books.do(ledger.hold, order)
    for _ in range(3):
        books.do(ledger.release, order)
    assert books.stand() == (2_000, 0, 0)


def test_a_late_fee_after_the_hold_was_released_comes_from_the_wallet(books: Books) -> None:
    order = books.order(1_000)
    books.do(ledger.hold, order)
    books.do(ledger.release, order)
    assert books.do(ledger.pay, order, 300) == Split(0, 300, 0)
    assert books.stand() == (1_700, 0, 0)


@pytest.mark.parametrize("hold_minor", [0, 1_000, 2_000])
@pytest.mark.parametrize("fee_minor", [0, 300, 2_000, 2_500])
def test_a_second_fee_changes_nothing(books: Books, hold_minor: int, fee_minor: int) -> None:
    order = books.order(hold_minor)
    books.do(ledger.hold, order)
    paid = books.do(ledger.pay, order, fee_minor)
    stand, transfers = books.stand(), books.transfers()
    assert books.do(ledger.pay, order, fee_minor) == paid
    books.do(ledger.release, order)
    assert (books.stand(), books.transfers()) == (stand, transfers)


@pytest.mark.parametrize("funds_minor", [0, 700, 5_000])
def test_a_second_fee_changes_nothing_after_a_top_up_either(world: World, funds_minor: int) -> None:
    books = Books(world, funds_minor)
    order = books.order(0)
    paid = books.do(ledger.pay, order, 1_500)
    world.fund(books.account_id, 10_000)
    stand = books.stand()
    assert books.do(ledger.pay, order, 1_500) == paid
    assert books.stand() == stand


def test_a_refund_forgives_first_and_pays_back_then_once(books: Books) -> None:
    order = books.order(1_000)
    books.do(ledger.hold, order)
    books.do(ledger.pay, order, 2_500)
    for _ in range(2):
        books.do(ledger.refund, order, 1_800)
        assert books.stand() == (1_300, 0, 0)
    assert {("forgive", 500), ("refund", 1_300)} <= books.kinds()


def test_a_refund_that_only_forgives_is_not_paid_out_the_second_time(books: Books) -> None:
    order = books.order(0)
    books.do(ledger.pay, order, 2_500)
    for _ in range(2):
        books.do(ledger.refund, order, 500)
        assert books.stand() == (0, 0, 0)


@pytest.mark.parametrize(
    ("account", "change"),
    [
        ("wallet/p/EUR", (0, 1, 0)),
        ("wallet/p/EUR", (1, 0, 0)),
        ("wallet/p/EUR", (-1, 0, 0)),
        ("unpaid/p/EUR", (0, 0, 1)),
        ("revenue/o/EUR", (-1, 0, 0)),
    ],
)
def test_the_database_itself_refuses_a_limit_that_would_be_broken(
    world: World, account: str, change: tuple[int, int, int]
) -> None:
    with pytest.raises(ConstraintViolated):
        world.store.write(lambda unit: unit.ledger.change(account, *change))
    assert world.look(lambda unit: unit.ledger.account(account)) is None


@pytest.mark.parametrize(("amount_minor", "credit"), [(-1, "revenue/o/EUR"), (1, "wallet/p/EUR")])
def test_the_database_itself_refuses_a_transfer_that_is_none(world: World, amount_minor: int, credit: str) -> None:
    bad = Transfer("t", "posted", "charge", "wallet/p/EUR", credit, amount_minor, "EUR", None, None, "p", 0)
    with pytest.raises(ConstraintViolated):
        world.store.write(lambda unit: unit.ledger.insert(bad))


def test_a_transfer_of_a_known_id_stays_as_it_was(books: Books) -> None:
    [top_up] = books.transfers()
    assert books.world.store.write(lambda unit: ledger.book(unit, top_up._replace(amount_minor=9_999))) is False
    assert books.transfers() == [top_up]
    assert books.stand() == (2_000, 0, 0)


def test_debits_and_credits_of_every_account_are_the_sums_of_its_transfers(books: Books) -> None:
    order = books.order(1_000)
    books.do(ledger.hold, order)
    books.do(ledger.pay, order, 2_500)
    books.do(ledger.refund, order, 700)
    stored = books.world.look(lambda unit: unit.ledger.accounts())
    assert sum(account.debits_minor for account in stored) == sum(account.credits_minor for account in stored)
    assert {accounts.kind_of(account.id) for account in stored} == {"wallet", "unpaid", "revenue", "gateway"}
