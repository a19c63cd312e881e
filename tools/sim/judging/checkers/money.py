"""INV-18 to INV-24: what people paid in is what they have and what their orders cost; every fee is the tariff's.

Beside that, what `wattlend audit` finds.

Prices are worked out here by counting steps one by one, so that a mistake in the domain's arithmetic is not repeated.
"""

from collections import Counter
from collections.abc import Mapping
from typing import Any

from tools.sim.judging.checkers.violation import Violation
from tools.sim.judging.observations import LedgerRead, Observation, OrderAtRest, Paid, Settled
from tools.sim.world.tariff import TERMS
from tools.sim.world.trace import short

MINUTE_MS = 60_000

# What the checks of the audit stand for.
_INVARIANTS = {
    "account-sums": "INV-18",
    "balance": "INV-18",
    "transfer-shape": "INV-19",
    "hold-resolved-once": "INV-20",
    "hold-open": "INV-20",
    "wallet-limit": "INV-24",
    "top-up": "INV-25",
    "order-record": "INV-23",
    "order-receipt": "INV-23",
    "open-orders": "INV-17",
    "order-case": "INV-17",
    "order-stuck": "INV-17",
    "bank-out": "INV-11",
}
_ONE_CHARGE = "INV-21"


class Money:
    """Keeps its own account of what people paid in, and remembers every transfer that it saw."""

    def __init__(self) -> None:
        self._paid_in: Counter[str] = Counter()
        self._transfers: Mapping[str, tuple[Any, ...]] = {}

    def see(self, seen: Observation) -> None:
        """Count what is paid in, compare the ledger with what it was, and judge the end."""
        if isinstance(seen, Paid):
            self._paid_in[seen.account] += seen.amount_minor
        elif isinstance(seen, LedgerRead):
            self._judge_transfers(seen.transfers)
        elif isinstance(seen, Settled):
            for order_id, order in seen.orders.items():
                _judge_fee(short(order_id), order)
            self._judge_people(seen)
            for check, detail in seen.audit:
                raise Violation(_INVARIANTS.get(check, _ONE_CHARGE), f"audit, {check}: {detail}")

    def _judge_transfers(self, transfers: Mapping[str, tuple[Any, ...]]) -> None:
        for transfer_id, transfer in self._transfers.items():
            if transfers.get(transfer_id) != transfer:
                raise Violation("INV-19", f"transfer {transfer_id} was changed or is gone")
        self._transfers = transfers

    def _judge_people(self, end: Settled) -> None:
        cost: Counter[str] = Counter()
        for order in end.orders.values():
            cost[order.account] += order.fee_minor or 0
        for account in sorted({*self._paid_in, *cost}):
            wallet = end.wallets.get(account)
            has_minor = 0 if wallet is None else wallet.balance_minor - wallet.owed_minor
            if self._paid_in[account] != has_minor + cost[account]:
                told = f"paid in {self._paid_in[account]}, orders cost {cost[account]}, and {has_minor} are left"
                raise Violation("INV-18", f"account {account[-8:]} {told}")
            if wallet is not None and wallet.balance_minor < wallet.held_minor:
                raise Violation("INV-24", f"account {account[-8:]} has {wallet}")


def _judge_fee(name: str, order: OrderAtRest) -> None:
    if order.fee_minor is None:
        return
    if type(order.fee_minor) is not int:
        raise Violation("INV-22", f"the fee of order {name} is {order.fee_minor!r}")
    duration_ms = (order.ended_ms or 0) - (order.began_ms or 0)
    right_minor = TERMS.total_cap_minor if order.state == "closed" else _price(duration_ms)
    if order.fee_minor != right_minor:
        raise Violation("INV-23", f"order {name} cost {order.fee_minor}, {duration_ms} ms are {right_minor}")


def _price(duration_ms: int) -> int:
    price_minor, step_at_ms = 0, TERMS.free_minutes * MINUTE_MS
    while step_at_ms < duration_ms and price_minor < TERMS.total_cap_minor:
        price_minor += TERMS.step_minor
        step_at_ms += TERMS.step_minutes * MINUTE_MS
    return min(price_minor, TERMS.total_cap_minor)
