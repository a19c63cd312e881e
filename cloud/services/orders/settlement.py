"""The end of an order in money, in one transaction: price, pay, charge detail record, receipt, the step itself.

The only way to `ended` and `sold`. A repetition finds the order there already and changes nothing.
"""

import hashlib
import json
from collections.abc import Mapping

from cloud.domain.money import tariff as tariffs
from cloud.domain.money.tariff import Bill, Tariff
from cloud.domain.orders import order as orders
from cloud.services.money import ledger
from cloud.services.money.debts import pay_off
from cloud.services.money.wallet import announce_wallet
from cloud.services.orders import receipts
from cloud.services.orders.steps import take_step
from cloud.services.ports.rows.money import ChargeDetailRecord
from cloud.services.ports.rows.orders import Order
from cloud.services.ports.store import Unit
from cloud.services.ports.world import Ports

BOUGHT_OUT = "bought-out"  # the fee reached the total cap
REPORTED_LOST = "reported-lost"
WAIVED = "waived"
_NONE: Mapping[str, object] = {}


class NoTariff(Exception):
    """An order names a tariff that is not there: the database was tampered with."""


def end(
    unit: Unit, ports: Ports, order: Order, ended_ms: int, changes: Mapping[str, object] = _NONE, *, waive: bool = False
) -> Order:
    """End `order` at the device's own moment, with further `changes` to its fields, and settle it.

    One that was sold is corrected: priced anew, and what was charged too much is given back.

    Raises domain.order.IllegalStep or Overtaken, nothing changed.
    """
    ended = order._replace(ended_ms=ended_ms, **changes)  # type: ignore[arg-type]  # names of fields
    bill = tariffs.price(tariff_of(unit, order), _duration_ms(ended))
    if order.state == orders.SOLD:
        return _correct(unit, ports, order, ended, bill)
    if waive:
        bill = tariffs.waived(bill)
        ended = ended._replace(reason=WAIVED)
    return _settle(unit, ports, order, ended, orders.RETURNED, bill)


def sell(unit: Unit, ports: Ports, order: Order, sold_ms: int, reason: str) -> Order:
    """Close `order` as sold: the fee is the total cap and the bank the customer's. Raises as `end` does."""
    sold = order._replace(ended_ms=sold_ms, reason=reason)
    bill = tariffs.buy_out(tariff_of(unit, order), _duration_ms(sold))
    settled = _settle(unit, ports, order, sold, orders.BOUGHT, bill)
    if order.bank is not None:
        unit.banks.put_away(order.bank, "lost", ports.clock.now_ms())
    return settled


def tariff_of(unit: Unit, order: Order) -> Tariff:
    """Return the tariff that holds for `order`; orders from before there was money cost nothing."""
    if order.tariff_id is None:
        return Tariff("", order.organisation_id, "Free", order.currency, 0, 1, 0, 0, 0, 0, order.created_ms)
    tariff = unit.tariffs.get(order.tariff_id)
    if tariff is None:
        raise NoTariff(f"order {order.id} names tariff {order.tariff_id}, which does not exist")
    return tariff


def _settle(unit: Unit, ports: Ports, before: Order, after: Order, step: str, bill: Bill) -> Order:
    orders.after(before.state, step)  # before any money moves
    paid = ledger.pay(unit, ports, before, bill.total_minor)
    money = {"fee_minor": bill.total_minor, "unpaid_minor": paid.owed_minor, "buy_out_ms": None}
    settled = take_step(unit, ports, before, step, **_differences(before, after), **money)
    _seal(
        unit, ports, settled, bill, {"hold": paid.captured_minor, "wallet": paid.charged_minor, "owed": paid.owed_minor}
    )
    return settled


def _correct(unit: Unit, ports: Ports, before: Order, after: Order, bill: Bill) -> Order:
    charged_minor = before.fee_minor or 0
    back_minor = max(0, charged_minor - bill.total_minor)
    forgiven_minor = ledger.refund(unit, ports, before, back_minor) if back_minor else 0
    of_this_minor = min(before.unpaid_minor or 0, forgiven_minor)
    money = {"fee_minor": bill.total_minor, "unpaid_minor": (before.unpaid_minor or 0) - of_this_minor}
    changes = {**_differences(before, after), "reason": None, **money}
    ended = take_step(unit, ports, before, orders.RETURNED, **changes)
    pay_off(unit, before.account_id, before.currency, forgiven_minor - of_this_minor)
    announce_wallet(unit, ports, before.account_id, before.currency)
    _seal(unit, ports, ended, bill, {"refund": back_minor})
    return ended


def _differences(before: Order, after: Order) -> dict[str, object]:
    return {name: new for name, old, new in zip(Order._fields, before, after, strict=True) if old != new}


def _duration_ms(order: Order) -> int:
    return 0 if order.lent_ms is None else (order.ended_ms or order.lent_ms) - order.lent_ms


def _seal(unit: Unit, ports: Ports, order: Order, bill: Bill, payment: dict[str, int]) -> ChargeDetailRecord:
    """Store how `order` was priced, and its signed receipt: canonical JSON and its SHA-256, as the next version."""
    tariff = tariff_of(unit, order)
    document = {
        "order_id": order.id,
        "tariff": tariff._asdict(),
        "lent_ms": order.lent_ms,
        "ended_ms": order.ended_ms,
        "lines": [line._asdict() for line in bill.lines],
        "total_minor": bill.total_minor,
        "currency": order.currency,
        "payment": payment,
    }
    body = json.dumps(document, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    version = len(unit.bills.cdrs(order.id)) + 1
    digest = hashlib.sha256(body.encode()).hexdigest()
    cdr = ChargeDetailRecord(order.id, version, body, digest, ports.clock.now_ms())
    unit.bills.add_cdr(cdr)
    receipts.issue(unit, ports, order, bill, cdr, tariff, payment)
    return cdr
