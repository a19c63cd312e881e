"""Where orders and banks are: cases, waiting orders, the count of open ones, and which bank is with whom (INV-11, INV-17)."""

from collections import Counter

from cloud.domain.money import ledger
from cloud.domain.orders import order as orders
from cloud.domain.renting.cases import SOLD_BANK_RETURNED
from cloud.services.ports.rows.orders import Order
from cloud.services.ports.store import Unit
from cloud.services.ports.world import Settings
from tools.audit.findings import Findings

# A cloud that is running looks every second; one that has just started has a moment to catch up.
GRACE_MS = 60_000


class OpenOrders:
    """Looks at orders one by one, counts the open ones, and compares with what accounts count."""

    def __init__(self, unit: Unit, findings: Findings, settings: Settings, now_ms: int) -> None:
        self._unit = unit
        self._findings = findings
        self._stuck_before_ms = now_ms - settings.order_maximum_ms - GRACE_MS
        self._cases = set(unit.cases.open_orders())
        self._count: Counter[str] = Counter()
        self._owed: Counter[str] = Counter()

    def audit_order(self, order: Order) -> None:
        """Look at one order."""
        if order.state in orders.OPEN:
            self._count[order.account_id] += 1
        if order.unpaid_minor:
            self._owed[ledger.unpaid(order.account_id, order.currency)] += order.unpaid_minor
        self._audit_case(order)
        self._audit_patience(order)
        if order.state == orders.ACTIVE:
            self._audit_bank(order)

    def finish(self) -> None:
        """Compare the counts, and look at cases whose order does not exist."""
        for order_id in self._cases:
            self._findings.expect(
                "order-case", f"an open case is about order {order_id}, which does not exist", holds=False
            )
        self._audit_debts()
        for account_id, open_orders in self._unit.accounts.open_orders():
            found = self._count.pop(account_id, 0)
            detail = f"account {account_id} counts {open_orders} open orders and has {found}"
            self._findings.expect("open-orders", detail, holds=open_orders == found)
        for account_id, found in self._count.items():
            self._findings.expect(
                "open-orders", f"account {account_id} counts 0 open orders and has {found}", holds=False
            )

    def _audit_debts(self) -> None:
        for account in self._unit.ledger.accounts():
            if account.kind == ledger.UNPAID:
                owed_minor, found = ledger.owed_minor(account), self._owed.pop(account.id, 0)
                detail = f"account {account.id}: {owed_minor} is owed, its orders owe {found}"
                self._findings.expect("order-owed", detail, holds=owed_minor == found)
        for name, found in self._owed.items():
            self._findings.expect("order-owed", f"account {name} does not exist, its orders owe {found}", holds=False)

    def _audit_case(self, order: Order) -> None:
        has_case = order.id in self._cases
        self._cases.discard(order.id)
        is_reconciling = order.state == orders.RECONCILING
        holds = has_case is is_reconciling
        if has_case and order.state in orders.PRICED:
            case = self._unit.cases.of_order(order.id)
            holds = case is not None and case.kind == SOLD_BANK_RETURNED
        detail = f"order {order.id} is {order.state}, and has {'an' if has_case else 'no'} open case"
        self._findings.expect("order-case", detail, holds=holds)

    def _audit_patience(self, order: Order) -> None:
        stuck = order.state == orders.AUTHORISED and order.window_until_ms < self._stuck_before_ms
        detail = f"order {order.id} is authorised still, its window ended at {order.window_until_ms}"
        self._findings.expect("order-stuck", detail, holds=not stuck)

    def _audit_bank(self, order: Order) -> None:
        bank_id = _bank_of(self._unit, order)
        bank = None if bank_id is None else self._unit.banks.get(bank_id)
        holds = bank is not None and (bank.place, bank.order_id) == ("order", order.id)
        where = "unknown" if bank is None else f"{bank.place} {bank.order_id or bank.device_id or ''}".rstrip()
        self._findings.expect("bank-out", f"order {order.id} is active, its bank {bank_id} is {where}", holds=holds)


def audit_banks(unit: Unit, findings: Findings) -> None:
    """Look at every bank that is out."""
    for bank in unit.banks.all():
        if bank.place != "order":
            continue
        order = None if bank.order_id is None else unit.orders.get(bank.order_id)
        bank_id = None if order is None else _bank_of(unit, order)
        holds = order is not None and bank_id == bank.id and order.state in (orders.ACTIVE, orders.RECONCILING)
        what = "which does not exist" if order is None else f"which is {order.state} and has bank {bank_id}"
        findings.expect("bank-out", f"bank {bank.id} is with order {bank.order_id}, {what}", holds=holds)


def _bank_of(unit: Unit, order: Order) -> str | None:
    rental = unit.rentals.get(order.id)
    return None if rental is None else rental.bank
