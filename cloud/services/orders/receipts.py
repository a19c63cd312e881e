"""Signed receipts: one for every version of an order's charge detail record, issued in the transaction that settles it.

What is signed is made of rows that were just written; it names nobody. Knows neither prices nor how money moves.
"""

from collections.abc import Mapping
from typing import Any

from cloud.domain.identifiers import can_be_id
from cloud.domain.money.refusals import NoReceipt
from cloud.domain.money.tariff import Tariff
from cloud.domain.money.terms import to_text
from cloud.domain.money.usage import Bill
from cloud.domain.orders import order as orders
from cloud.domain.problems import NotFound
from cloud.services.money.receipt_keys import signing_key
from cloud.services.orders.receipt_views import ReceiptView, receipt_view
from cloud.services.ports.rows.money import ChargeDetailRecord, Receipt
from cloud.services.ports.rows.orders import Order
from cloud.services.ports.store import Unit
from cloud.services.ports.world import Ports
from shared_protocol.host.receipt import SignedReceipt, sign
from shared_protocol.host.receipt_content import (
    BOUGHT_OUT,
    MAX_TEXT_BYTES,
    REPORTED_LOST,
    RETURNED,
    WAIVED,
    Content,
    DeviceEvent,
    Line,
    Payment,
    Place,
    Terms,
)


def issue(
    unit: Unit,
    ports: Ports,
    order: Order,
    bill: Bill,
    cdr: ChargeDetailRecord,
    tariff: Tariff,
    payment: Mapping[str, int],
    part: Any,
) -> None:
    """Sign and store the receipt that belongs to `cdr`.

    `payment` is what this settlement moved, by the names of the charge detail record: hold, wallet, owed, refund. A
    correction's receipt states the sum over all versions. Raises VaultError under another master key.
    """
    key_id, private_key = signing_key(unit, ports)
    own = ports.catalogue.order_kinds[order.kind].receipt(part)
    content = _content(unit, order, bill, cdr, tariff)._replace(payment=_paid(unit, order.id, payment), **own)
    cose = sign(content, key_id, private_key)
    unit.bills.add_receipt(Receipt(order.id, cdr.version, key_id, cose, cdr.created_ms))


def receipt(unit: Unit, account_id: str, order_id: str, version: int | None = None) -> ReceiptView:
    """Return the newest receipt of one of the account's orders, or that `version`; raises NotFound or NoReceipt."""
    order = unit.orders.get(order_id) if can_be_id(order_id) else None
    if order is None or order.account_id != account_id:
        raise NotFound(f"no order {order_id}")
    rows = [row for row in unit.bills.receipts(order_id) if version in (None, row.version)]
    if not rows:
        raise NoReceipt("it is issued when the rental has ended" if version is None else f"it has no version {version}")
    return receipt_view(SignedReceipt(rows[0].cose).content(), rows[0].key_id, rows[0].cose)


def _content(unit: Unit, order: Order, bill: Bill, cdr: ChargeDetailRecord, tariff: Tariff) -> Content:
    organisation = unit.organisations.get(order.organisation_id)
    return Content(
        order_id=order.id,
        version=cdr.version,
        organisation_id=order.organisation_id,
        organisation_name="" if organisation is None else _clipped(organisation.name),
        lent_at=_place(unit, order.device_id),
        terms=Terms(tariff.id, _clipped(tariff.name), to_text(tariff.terms)),
        ended_ms=cdr.created_ms if order.ended_ms is None else order.ended_ms,
        end=_end(order),
        lines=tuple(Line(*line) for line in bill.lines),
        total_minor=bill.total_minor,
        currency=order.currency,
        payment=Payment(0, 0, 0, 0),
        issued_ms=cdr.created_ms,
        charge_record_sha256=bytes.fromhex(cdr.digest),
        returned_at=None if order.ended_device_id is None else _place(unit, order.ended_device_id),
        lent_ms=order.began_ms,
        began=_event(unit, order.device_id, order.began_journal_id, order.began_seq),
        ended=_event(unit, order.ended_device_id, order.ended_journal_id, order.ended_seq),
    )


def _paid(unit: Unit, order_id: str, payment: Mapping[str, int]) -> Payment:
    now = (payment.get("hold", 0), payment.get("wallet", 0), payment.get("owed", 0), payment.get("refund", 0))
    earlier = unit.bills.receipts(order_id)[:1]
    if not earlier:
        return Payment(*now)
    before = SignedReceipt(earlier[0].cose).content().payment
    return Payment(*map(sum, zip(before, now, strict=True)))


def _end(order: Order) -> str:
    if order.state == orders.CLOSED:
        return REPORTED_LOST if order.reason == REPORTED_LOST else BOUGHT_OUT
    return WAIVED if order.reason == WAIVED else RETURNED


def _place(unit: Unit, device_id: str) -> Place:
    device = unit.devices.get(device_id)
    return Place(device_id, None if device is None else device.sticker)


def _event(unit: Unit, device_id: str | None, journal_id: str | None, seq: int | None) -> DeviceEvent | None:
    if device_id is None or journal_id is None or seq is None:
        return None
    found = unit.journals.get(device_id, journal_id, seq)
    return None if found is None else DeviceEvent(found.topic, found.envelope)


def _clipped(name: str) -> str:
    return name.encode()[:MAX_TEXT_BYTES].decode(errors="ignore")
