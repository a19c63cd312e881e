"""The ledger by itself: accounts from their transfers (INV-18, INV-24), and every hold's end (INV-20).

Transfers come in the order of their ids, which begin with the order or payment that they are for, so what belongs together
comes together. In memory are the accounts, and one such group.
"""

from collections import defaultdict
from collections.abc import Iterator
from itertools import groupby

from cloud.domain.money import ledger
from cloud.domain.money.ledger import LedgerAccount, Transfer, Unbalanced
from cloud.domain.orders import order as orders
from cloud.services.ports.rows.orders import Order
from cloud.services.ports.store import Unit
from tools.audit.findings import Findings

PAGE = 500

_PHASE_OF = dict.fromkeys(ledger.KINDS, ledger.POSTED) | {
    ledger.HOLD: ledger.PENDING,
    ledger.CAPTURE: ledger.POST,
    ledger.RELEASE: ledger.VOID,
}
_OF_PAYMENTS = (ledger.TOP_UP, ledger.COLLECT)


def audit_books(unit: Unit, findings: Findings) -> None:
    """Recompute every account, and look at every transfer."""
    sums: defaultdict[str, list[int]] = defaultdict(lambda: [0, 0, 0])
    for subject, transfers in groupby(transfers_of(unit), key=_subject):
        _audit_subject(unit, findings, subject, list(transfers), sums)
    _compare(unit.ledger.accounts(), sums, findings)


def transfers_of(unit: Unit) -> Iterator[Transfer]:
    """Yield every transfer in the order of ids, a page at a time."""
    after_id = ""
    while page := unit.ledger.page(after_id, PAGE):
        yield from page
        after_id = page[-1].id


def _subject(transfer: Transfer) -> str:
    return transfer.id.partition("/")[0]


def _audit_subject(
    unit: Unit, findings: Findings, subject: str, transfers: list[Transfer], sums: defaultdict[str, list[int]]
) -> None:
    order = unit.orders.get(subject)
    by_id = {transfer.id: transfer for transfer in transfers}
    for transfer in transfers:
        fault = _shape_fault(transfer, order)
        findings.expect("transfer-shape", f"transfer {transfer.id}: {fault}", holds=fault is None)
        hold = None if transfer.hold_id is None else by_id.get(transfer.hold_id)
        if transfer.phase in (ledger.POST, ledger.VOID):
            _audit_end(findings, transfer, hold)
        _add(transfer, 0 if hold is None else hold.amount_minor, sums)
        if transfer.phase == ledger.PENDING:
            is_open = ledger.resolution_id(transfer.id) not in by_id
            _audit_open_hold(unit, findings, transfer, order, is_open=is_open)
        if transfer.kind == ledger.TOP_UP:
            _audit_top_up(unit, findings, transfer)


def _shape_fault(transfer: Transfer, order: Order | None) -> str | None:
    if _PHASE_OF.get(transfer.kind) != transfer.phase:
        return f"{transfer.kind} that is {transfer.phase}"
    for account in (transfer.debit_account, transfer.credit_account):
        if ledger.currency_of(account) != transfer.currency:
            return f"{transfer.currency} on account {account}"
    if transfer.kind in _OF_PAYMENTS:
        return None if transfer.order_id is None else f"{transfer.kind} of order {transfer.order_id}"
    if order is None or transfer.order_id != order.id:
        return f"of order {transfer.order_id}, which is not the one its id says, or does not exist"
    if transfer.account_id != order.account_id:
        return f"of person {transfer.account_id}, but order {order.id} is of {order.account_id}"
    return None


def _audit_end(findings: Findings, end: Transfer, hold: Transfer | None) -> None:
    detail = f"transfer {end.id} ({end.kind} of {end.amount_minor}) ends hold {end.hold_id}"
    findings.look("hold-resolved-once")
    if hold is None or hold.phase != ledger.PENDING:
        findings.broke("hold-resolved-once", f"{detail}, which does not exist")
    elif end.id != ledger.resolution_id(hold.id):
        findings.broke("hold-resolved-once", f"{detail}, but not by the one id that may")
    elif end.amount_minor > hold.amount_minor or (end.phase == ledger.VOID and end.amount_minor != hold.amount_minor):
        findings.broke("hold-resolved-once", f"{detail} of {hold.amount_minor}")


def _add(transfer: Transfer, held_minor: int, sums: defaultdict[str, list[int]]) -> None:
    try:
        changes = ledger.changes(transfer, held_minor)
    except Unbalanced:
        return  # told as a hold that does not add up
    for change in changes:
        for index, amount_minor in enumerate(change[1:]):
            sums[change.account][index] += amount_minor


def _audit_open_hold(unit: Unit, findings: Findings, hold: Transfer, order: Order | None, *, is_open: bool) -> None:
    findings.look("hold-open")
    if is_open and (order is None or not _may_hold(unit, order)):
        state = "that does not exist" if order is None else order.state
        findings.broke("hold-open", f"hold {hold.id} of {hold.amount_minor} is open, order {hold.order_id} is {state}")


def _may_hold(unit: Unit, order: Order) -> bool:
    if order.state in (orders.AUTHORISED, orders.ACTIVE):
        return True
    case = unit.cases.of_order(order.id)
    return order.state == orders.RECONCILING and case is not None and f'"{orders.ACTIVE}"' in case.evidence


def _audit_top_up(unit: Unit, findings: Findings, transfer: Transfer) -> None:
    payment = unit.payments.get(_subject(transfer))
    if payment is None:
        return  # put in by hand
    right = (payment.state, payment.amount_minor, payment.account_id) == (
        "succeeded", transfer.amount_minor, transfer.account_id,
    )  # fmt: skip
    detail = (
        f"transfer {transfer.id} of {transfer.amount_minor}: its payment is {payment.state}, {payment.amount_minor}"
    )
    findings.expect("top-up", detail, holds=right)


def _compare(accounts: list[LedgerAccount], sums: defaultdict[str, list[int]], findings: Findings) -> None:
    balance: defaultdict[str, int] = defaultdict(int)
    for account in accounts:
        stored, summed = list(account[3:]), sums.pop(account.id, [0, 0, 0])
        detail = f"account {account.id}: held, debits, credits are {stored}, its transfers sum to {summed}"
        findings.expect("account-sums", detail, holds=stored == summed)
        _audit_limit(findings, account)
        balance[account.currency] += account.debits_minor - account.credits_minor
    for missing, summed in sums.items():
        findings.expect("account-sums", f"account {missing} does not exist, its transfers sum to {summed}", holds=False)
    for currency, surplus_minor in balance.items():
        detail = f"{currency}: debits exceed credits by {surplus_minor}"
        findings.expect("balance", detail, holds=surplus_minor == 0)


def _audit_limit(findings: Findings, account: LedgerAccount) -> None:
    holds = account.held_minor >= 0
    if account.kind == ledger.WALLET:
        holds = holds and ledger.available_minor(account) >= 0
    if account.kind == ledger.UNPAID:
        holds = holds and ledger.owed_minor(account) >= 0
    findings.expect("wallet-limit", f"account {account.id}: {list(account[3:])}", holds=holds)
