"""The end of an order in money, in one transaction: price, pay, charge detail record, receipt, the step itself.

The only way to `ended` and `closed`. A repetition finds the order there already and changes nothing.
"""

import hashlib
import json
from collections.abc import Mapping
from typing import Any

import msgspec

from cloud.domain.money import pricing
from cloud.domain.money.tariff import Tariff
from cloud.domain.money.usage import Bill, Usage
from cloud.domain.orders import order as orders
from cloud.services.money import ledger
from cloud.services.money.debts import pay_off
from cloud.services.money.wallet import announce_wallet
from cloud.services.orders import receipts
from cloud.services.orders.steps import take_step
from cloud.services.orders.views import UNREAD, part_of
from cloud.services.ports.rows.money import ChargeDetailRecord
from cloud.services.ports.rows.orders import Order
from cloud.services.ports.store import Unit
from cloud.services.ports.world import Ports

WAIVED = "waived"
_NONE: Mapping[str, object] = {}


class NoTariff(Exception):
    """An order names a tariff that is not there: the database was tampered with."""


class OtherPayee(Exception):
    """An order names somebody else who is paid, and no rule says yet how: better no money moves than the wrong one's."""


def end(
    unit: Unit,
    ports: Ports,
    order: Order,
    ended_ms: int,
    changes: Mapping[str, object] = _NONE,
    *,
    waive: bool = False,
    part: Any = UNREAD,
) -> Order:
    """End `order` at the device's own moment, with further `changes` to its fields, and settle it.

    One that was closed before is corrected: priced anew, and what was charged too much is given back. `part` as in
    `take_step`. Raises domain.orders.order.IllegalStep or Overtaken, nothing changed.
    """
    ended = order._replace(ended_ms=ended_ms, **changes)  # type: ignore[arg-type]  # names of fields
    part = part_of(unit, ports, order, part)
    bill = pricing.price(tariff_of(unit, order).terms, usage_of(ports, ended, part))
    if order.state == orders.CLOSED:
        return _correct(unit, ports, order, ended, bill, part)
    if waive:
        bill = pricing.waived(bill)
        ended = ended._replace(reason=WAIVED)
    return _settle(unit, ports, order, ended, orders.FINISHED, bill, part)


def close(unit: Unit, ports: Ports, order: Order, closed_ms: int, reason: str, bill: Bill, part: Any = UNREAD) -> Order:
    """Close `order` without the device's word, for `reason`, and settle `bill`. Raises as `end` does."""
    closed = order._replace(ended_ms=closed_ms, reason=reason)
    return _settle(unit, ports, order, closed, orders.LAPSED, bill, part)


def tariff_of(unit: Unit, order: Order) -> Tariff:
    """Return the tariff that holds for `order`."""
    tariff = unit.tariffs.get(order.tariff_id)
    if tariff is None:
        raise NoTariff(f"order {order.id} names tariff {order.tariff_id}, which does not exist")
    return tariff


def usage_of(ports: Ports, order: Order, part: Any) -> Usage:
    """Return what was used, as the order's kind says by its times and its own `part`."""
    return ports.catalogue.order_kinds[order.kind].usage(order, part)


def _settle(unit: Unit, ports: Ports, before: Order, after: Order, step: str, bill: Bill, part: Any) -> Order:
    orders.after(before.state, step)  # before any money moves
    _only_the_organisation_is_paid(before)
    paid = ledger.pay(unit, ports, before, bill.total_minor)
    money = {"fee_minor": bill.total_minor, "unpaid_minor": paid.owed_minor}
    settled = take_step(unit, ports, before, step, part=part, **_differences(before, after), **money)
    payment = {"hold": paid.captured_minor, "wallet": paid.charged_minor, "owed": paid.owed_minor}
    _seal(unit, ports, settled, bill, payment, part)
    return settled


def _correct(unit: Unit, ports: Ports, before: Order, after: Order, bill: Bill, part: Any) -> Order:
    _only_the_organisation_is_paid(before)
    charged_minor = before.fee_minor or 0
    back_minor = max(0, charged_minor - bill.total_minor)
    forgiven_minor = ledger.refund(unit, ports, before, back_minor) if back_minor else 0
    of_this_minor = min(before.unpaid_minor or 0, forgiven_minor)
    money = {"fee_minor": bill.total_minor, "unpaid_minor": (before.unpaid_minor or 0) - of_this_minor}
    changes = {**_differences(before, after), "reason": None, **money}
    ended = take_step(unit, ports, before, orders.FINISHED, part=part, **changes)
    pay_off(unit, before.account_id, before.currency, forgiven_minor - of_this_minor)
    announce_wallet(unit, ports, before.account_id, before.currency)
    _seal(unit, ports, ended, bill, {"refund": back_minor}, part)
    return ended


def _only_the_organisation_is_paid(order: Order) -> None:
    if order.payee_account_id is not None:
        raise OtherPayee(f"order {order.id} names {order.payee_account_id} as the one who is paid")


def _differences(before: Order, after: Order) -> dict[str, object]:
    return {name: new for name, old, new in zip(Order._fields, before, after, strict=True) if old != new}


def _seal(unit: Unit, ports: Ports, order: Order, bill: Bill, payment: dict[str, int], part: Any) -> ChargeDetailRecord:
    """Store how `order` was priced, and its signed receipt: canonical JSON and its SHA-256, as the next version."""
    tariff = tariff_of(unit, order)
    document = {
        "order_id": order.id,
        "tariff": {**tariff._asdict(), "terms": msgspec.to_builtins(tariff.terms)},
        "began_ms": order.began_ms,
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
    receipts.issue(unit, ports, order, bill, cdr, tariff, payment, part_of(unit, ports, order, part))
    return cdr
