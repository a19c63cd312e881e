"""Books transfers: inserts one and changes the two accounts it names, or finds that it was booked before. Knows no tariff."""

from cloud.domain.money import ledger
from cloud.domain.money.ledger import Split, Transfer
from cloud.domain.money.refusals import InsufficientFunds, UnpaidBills
from cloud.services.ports.rows.orders import Order
from cloud.services.ports.store import Unit
from cloud.services.ports.world import Ports


def hold(unit: Unit, ports: Ports, order: Order) -> None:
    """Hold the order's `hold_minor` of its owner's wallet; raises UnpaidBills or InsufficientFunds, nothing held."""
    wallet, unpaid = _wallet(order), ledger.unpaid(order.account_id, order.currency)
    if order.hold_minor and unit.ledger.hold(wallet, order.hold_minor, unpaid):
        revenue = ledger.revenue(order.organisation_id, order.currency)
        unit.ledger.insert(_transfer(ports, order, ledger.HOLD, wallet, revenue, order.hold_minor))
        return
    owed_minor = ledger.owed_minor(unit.ledger.account(unpaid))
    if owed_minor:
        raise UnpaidBills(f"{owed_minor} {order.currency} (minor units) are owed; a top-up pays that first")
    if order.hold_minor:
        has_minor = ledger.available_minor(unit.ledger.account(wallet))
        raise InsufficientFunds(
            f"renting here holds {order.hold_minor} {order.currency} (minor units), available are {has_minor}"
        )


def release(unit: Unit, ports: Ports, order: Order) -> None:
    """Give back what an order holds; nothing if it holds nothing any more."""
    if order.hold_transfer_id is None:
        return
    wallet, revenue = _wallet(order), ledger.revenue(order.organisation_id, order.currency)
    transfer = _transfer(ports, order, ledger.RELEASE, wallet, revenue, order.hold_minor)
    book(unit, transfer, held_minor=order.hold_minor)


def pay(unit: Unit, ports: Ports, order: Order, fee_minor: int) -> Split:
    """Take an order's fee: from its hold, then from the wallet as far as it goes; the rest is owed.

    Frees what is left of the hold. A second fee of an order changes nothing (INV-21).
    """
    wallet, revenue = _wallet(order), ledger.revenue(order.organisation_id, order.currency)
    is_held = _is_held(unit, order)
    earlier = None if is_held else _paid_before(unit, order)
    if earlier is not None:
        return earlier
    captured_minor = _capture(unit, ports, order, fee_minor) if is_held else 0
    available_minor = ledger.available_minor(unit.ledger.account(wallet))
    _, charged_minor, owed_minor = ledger.split(fee_minor - captured_minor, 0, available_minor)
    if charged_minor:
        book(unit, _transfer(ports, order, ledger.CHARGE, wallet, revenue, charged_minor))
    if owed_minor:
        unpaid = ledger.unpaid(order.account_id, order.currency)
        book(unit, _transfer(ports, order, ledger.RECEIVABLE, unpaid, revenue, owed_minor))
    return Split(captured_minor, charged_minor, owed_minor)


def refund(unit: Unit, ports: Ports, order: Order, amount_minor: int) -> int:
    """Give `amount_minor` of an order's fee back: what is owed first, then to the wallet; returns what was forgiven.

    A second time changes nothing, and forgives nothing.
    """
    if any(_amount(unit, order, kind) for kind in (ledger.FORGIVE, ledger.REFUND)):
        return 0
    revenue = ledger.revenue(order.organisation_id, order.currency)
    unpaid = ledger.unpaid(order.account_id, order.currency)
    forgiven_minor = min(amount_minor, ledger.owed_minor(unit.ledger.account(unpaid)))
    if forgiven_minor:
        book(unit, _transfer(ports, order, ledger.FORGIVE, revenue, unpaid, forgiven_minor))
    if amount_minor > forgiven_minor:
        book(unit, _transfer(ports, order, ledger.REFUND, revenue, _wallet(order), amount_minor - forgiven_minor))
    return forgiven_minor


def book(unit: Unit, transfer: Transfer, held_minor: int = 0) -> bool:
    """Insert `transfer` and change its accounts; False, and nothing, if its id was booked before."""
    if not unit.ledger.insert(transfer):
        return False
    for change in ledger.changes(transfer, held_minor):
        unit.ledger.change(*change)
    return True


def _is_held(unit: Unit, order: Order) -> bool:
    hold = order.hold_transfer_id
    return hold is not None and unit.ledger.get(ledger.resolution_id(hold)) is None


def _paid_before(unit: Unit, order: Order) -> Split | None:
    """Return how a fee of this order was paid before; a hold that was only given back paid nothing."""
    hold = order.hold_transfer_id
    end = None if hold is None else unit.ledger.get(ledger.resolution_id(hold))
    captured_minor = end.amount_minor if end is not None and end.kind == ledger.CAPTURE else 0
    paid = Split(captured_minor, _amount(unit, order, ledger.CHARGE), _amount(unit, order, ledger.RECEIVABLE))
    return paid if any(paid) else None


def _amount(unit: Unit, order: Order, kind: str) -> int:
    transfer = unit.ledger.get(ledger.transfer_id(order.id, kind))
    return 0 if transfer is None else transfer.amount_minor


def _capture(unit: Unit, ports: Ports, order: Order, fee_minor: int) -> int:
    """Resolve the order's hold with as much of the fee as it covers; returns how much that was."""
    captured_minor = min(fee_minor, order.hold_minor)
    if not captured_minor:
        release(unit, ports, order)
        return 0
    wallet, revenue = _wallet(order), ledger.revenue(order.organisation_id, order.currency)
    transfer = _transfer(ports, order, ledger.CAPTURE, wallet, revenue, captured_minor)
    book(unit, transfer, held_minor=order.hold_minor)
    return captured_minor


_PHASES = {ledger.HOLD: ledger.PENDING, ledger.CAPTURE: ledger.POST, ledger.RELEASE: ledger.VOID}


def _transfer(ports: Ports, order: Order, kind: str, debit: str, credit: str, amount_minor: int) -> Transfer:
    phase = _PHASES.get(kind, ledger.POSTED)
    resolves = order.hold_transfer_id if phase in (ledger.POST, ledger.VOID) else None
    return Transfer(
        id=ledger.transfer_id(order.id, kind) if resolves is None else ledger.resolution_id(resolves),
        phase=phase,
        kind=kind,
        debit_account=debit,
        credit_account=credit,
        amount_minor=amount_minor,
        currency=order.currency,
        hold_id=resolves,
        order_id=order.id,
        account_id=order.account_id,
        at_ms=ports.clock.now_ms(),
    )


def _wallet(order: Order) -> str:
    return ledger.wallet(order.account_id, order.currency)
