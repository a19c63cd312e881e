"""Any sequence of holds, fees, releases, refunds and top-ups, on the real repositories, beside a model of plain sums.

INV-18 debits = credits; INV-19 transfers are only added; INV-20 a hold resolves once, hold = captured + released; INV-21 one
charge for an order; INV-22 integers; INV-24 nobody's wallet below zero.
"""

from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from cloud.domain.money import ledger as accounts
from cloud.domain.money.ledger import Transfer
from cloud.domain.money.refusals import InsufficientFunds, UnpaidBills
from cloud.services.money import ledger
from cloud.services.money.wallet import TopUpRequest, finish_top_up, start_top_up
from cloud.services.ports.rows.orders import Order
from cloud.services.ports.world import Outcome
from cloud.storage.opening import open_inline
from cloud.storage.store import InlineStore
from tests.support.cloud_world import World
from tests.support.databases import ENGINES, PostgresDatabases
from tests.support.paper_orders import paper_order
from tests.support.postgres import postgres_server

EXAMPLES = {"sqlite": 60, "postgresql": 12}
amounts = st.integers(0, 3_000)


class Machine(RuleBasedStateMachine):
    """Two people, two organisations, and what should be in their accounts."""

    opened: Callable[[], InlineStore]
    orders = Bundle("orders")

    def __init__(self) -> None:
        super().__init__()
        self.store = type(self).opened()
        self.world = World(self.store)
        self.people = [self.world.account(0) for _ in range(2)]
        self.balance, self.owed, self.earned = Counter[str](), Counter[str](), Counter[str]()
        self.held: dict[str, tuple[str, int]] = {}  # by order: whose wallet, how much
        self.fees: dict[str, int] = {}
        self.refunded: set[str] = set()
        self.names = 0
        self.seen: list[Transfer] = []

    @rule(person=st.integers(0, 1), amount_minor=st.integers(100, 3_000), succeeds=st.booleans(), twice=st.booleans())
    def top_up(self, person: int, amount_minor: int, succeeds: bool, twice: bool) -> None:
        self.names += 1
        account_id = self.people[person]
        payment = self.world.write(start_top_up, TopUpRequest(account_id, amount_minor, "EUR", f"k{self.names}"))
        for said in (succeeds, not succeeds) if twice else (succeeds,):
            self.world.write(finish_top_up, payment.id, Outcome(said))
        if succeeds:
            collected = min(self.owed[account_id], amount_minor)
            self.balance[account_id] += amount_minor - collected
            self.owed[account_id] -= collected

    @rule(target=orders, person=st.integers(0, 1), organisation=st.integers(0, 1), hold_minor=amounts)
    def authorise(self, person: int, organisation: int, hold_minor: int) -> Order:
        self.names += 1
        account_id = self.people[person]
        order = paper_order(account_id, f"{self.names:032x}", hold_minor, str(organisation) * 32)
        available = self.balance[account_id] - self._held_of(account_id)
        refused = self.owed[account_id] > 0 or hold_minor > available
        assert refused is self._is_refused(order)
        if not refused and hold_minor:
            self.held[order.id] = (account_id, hold_minor)
        return order._replace(hold_transfer_id=None, hold_minor=0) if refused else order

    @rule(order=orders)
    def release(self, order: Order) -> None:
        self.world.write(ledger.release, order)
        self.held.pop(order.id, None)

    @rule(order=orders, fee_minor=amounts)
    def pay(self, order: Order, fee_minor: int) -> None:
        if order.id in self.fees:
            fee_minor = self.fees[order.id]  # the same event, heard again
        paid = self.world.write(ledger.pay, order, fee_minor)
        assert sum(paid) == fee_minor
        if order.id not in self.fees:
            self._settle(order, fee_minor, paid)

    @rule(order=orders, part=st.integers(0, 100))
    def refund(self, order: Order, part: int) -> None:
        back_minor = self.fees.get(order.id, 0) * part // 100
        self.world.write(ledger.refund, order, back_minor)
        if back_minor and order.id not in self.refunded:
            self.refunded.add(order.id)
            forgiven = min(back_minor, self.owed[order.account_id])
            self.owed[order.account_id] -= forgiven
            self.balance[order.account_id] += back_minor - forgiven
            self.earned[order.organisation_id] -= back_minor

    @invariant()
    def every_account_is_as_the_model_says(self) -> None:
        for account_id in self.people:
            mine = self._account(accounts.wallet(account_id, "EUR"))
            assert mine == (self.balance[account_id], self._held_of(account_id))
            assert self._account(accounts.unpaid(account_id, "EUR")) == (-self.owed[account_id], 0)
        for organisation in ("0" * 32, "1" * 32):
            assert self._account(accounts.revenue(organisation, "EUR")) == (self.earned[organisation], 0)

    @invariant()
    def debits_equal_credits_and_no_wallet_is_below_zero(self) -> None:
        stored = self.world.look(lambda unit: unit.ledger.accounts())
        assert sum(account.debits_minor for account in stored) == sum(account.credits_minor for account in stored)
        for account in stored:
            assert all(type(amount) is int for amount in account[3:])
            if account.kind == accounts.WALLET:
                assert accounts.available_minor(account) >= 0

    @invariant()
    def transfers_are_only_added_and_resolve_each_hold_once(self) -> None:
        transfers = self.world.look(lambda unit: unit.ledger.page("", 10_000))
        assert set(self.seen) <= set(transfers)
        self.seen = transfers
        once = Counter((transfer.order_id, transfer.kind) for transfer in transfers if transfer.order_id)
        assert all(number == 1 for number in once.values())
        resolved = Counter(transfer.hold_id for transfer in transfers if transfer.hold_id)
        assert all(number == 1 for number in resolved.values())

    def teardown(self) -> None:
        self.store.close()

    def _settle(self, order: Order, fee_minor: int, paid: accounts.Split) -> None:
        self.fees[order.id] = fee_minor
        captured = min(fee_minor, self.held.pop(order.id, ("", 0))[1])
        charged = min(fee_minor - captured, self.balance[order.account_id] - captured - self._held_of(order.account_id))
        assert paid == (captured, charged, fee_minor - captured - charged)
        self.balance[order.account_id] -= captured + charged
        self.owed[order.account_id] += fee_minor - captured - charged
        self.earned[order.organisation_id] += fee_minor
        if not fee_minor:  # nothing was paid, so nothing says that it was settled: services settle an order once
            del self.fees[order.id]

    def _is_refused(self, order: Order) -> bool:
        try:
            self.world.write(ledger.hold, order)
        except (InsufficientFunds, UnpaidBills):
            return True
        return False

    def _held_of(self, account_id: str) -> int:
        return sum(amount for owner, amount in self.held.values() if owner == account_id)

    def _account(self, name: str) -> tuple[int, int]:
        stored: Any = self.world.look(lambda unit: unit.ledger.account(name))
        return (0, 0) if stored is None else (stored.credits_minor - stored.debits_minor, stored.held_minor)


@pytest.fixture(params=ENGINES)
def opened(request: pytest.FixtureRequest) -> Iterator[Callable[[], InlineStore]]:
    """Opens an empty store, again and again."""
    if request.param == "sqlite":
        yield open_inline
        return
    with postgres_server() as url:
        databases = PostgresDatabases(url)
        yield lambda: Shared(databases.emptied())
        databases.close()


class Shared(InlineStore):
    """A store over the one connection that all examples use in turn."""

    def close(self) -> None:
        """Leave the connection open."""


def test_no_sequence_of_bookings_breaks_the_ledger(
    opened: Callable[[], InlineStore], request: pytest.FixtureRequest
) -> None:
    examples = EXAMPLES[request.node.callspec.params["opened"]]
    machine = type("OpenedMachine", (Machine,), {"opened": staticmethod(opened)})
    quick = settings(
        max_examples=examples, stateful_step_count=25, deadline=None, suppress_health_check=list(HealthCheck)
    )
    run_state_machine_as_test(machine, settings=quick)
