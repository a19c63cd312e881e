"""Orders and their money: fee, charge detail record and payments of each, and top-ups that must be in their wallets."""

import hashlib
import json
from collections.abc import Iterator, Mapping
from typing import Any

from cloud.domain.money import ledger, pricing
from cloud.domain.money.ledger import Transfer
from cloud.domain.money.usage import Bill, Line
from cloud.domain.orders import order as orders
from cloud.services.orders.settlement import WAIVED, NoTariff, tariff_of
from cloud.services.ports.rows.money import ChargeDetailRecord
from cloud.services.ports.rows.orders import Order
from cloud.services.ports.store import Unit
from cloud.services.products import CATALOGUE
from shared_protocol.host.receipt import ReceiptRefused, verify
from tools.audit.findings import Findings

PAGE = 500
_MOST_OF_ORDER = 50  # transfers; eight kinds exist
_SIGNS = {
    ledger.CAPTURE: 1,
    ledger.CHARGE: 1,
    ledger.RECEIVABLE: 1,
    ledger.FORGIVE: -1,
    ledger.REFUND: -1,
}


def orders_of(unit: Unit) -> Iterator[Order]:
    """Yield every order by id, a page at a time."""
    after_id = ""
    while page := unit.orders.page(after_id, PAGE):
        yield from page
        after_id = page[-1].id


def audit_payments(unit: Unit, findings: Findings) -> None:
    """See that every payment that succeeded was booked."""
    after_id = ""
    while page := unit.payments.page(after_id, PAGE):
        for payment in page:
            booked = unit.ledger.get(ledger.transfer_id(payment.id, ledger.TOP_UP)) is not None
            detail = f"payment {payment.id} is {payment.state}, and {'' if booked else 'not '}in the wallet"
            findings.expect("top-up", detail, holds=booked is (payment.state == "succeeded"))
        after_id = page[-1].id


def audit_order(unit: Unit, findings: Findings, order: Order, receipt_keys: Mapping[str, bytes]) -> None:
    """Look at the money of one order; `receipt_keys` are public keys by their ids."""
    transfers = _transfers(unit, order)
    kinds = [transfer.kind for transfer in transfers]
    twice = sorted({kind for kind in kinds if kinds.count(kind) > 1})
    findings.expect("one-charge", f"order {order.id}: several transfers of {', '.join(twice)}", holds=not twice)
    is_priced = order.state in orders.PRICED
    detail = f"order {order.id} is {order.state}, its fee is {order.fee_minor}"
    findings.expect("order-fee", detail, holds=is_priced is (order.fee_minor is not None))
    paid_minor = sum(_SIGNS.get(transfer.kind, 0) * transfer.amount_minor for transfer in transfers)
    detail = f"order {order.id}: its transfers sum to {paid_minor}, its fee is {order.fee_minor}"
    findings.expect("order-paid", detail, holds=paid_minor == (order.fee_minor or 0))
    if is_priced:
        _audit_records(unit, findings, order)
        _audit_receipts(unit, findings, order, receipt_keys)


def _transfers(unit: Unit, order: Order) -> list[Transfer]:
    found = unit.ledger.page(f"{order.id}/", _MOST_OF_ORDER)
    return [transfer for transfer in found if transfer.order_id == order.id]


def _audit_records(unit: Unit, findings: Findings, order: Order) -> None:
    findings.look("order-record")
    records = unit.bills.cdrs(order.id)
    if [record.version for record in records] != list(range(len(records), 0, -1)) or not records:
        found = ", ".join(str(record.version) for record in records) or "none"
        findings.broke("order-record", f"order {order.id}: charge detail records are {found}")
        return
    for record in records:
        fault = _record_fault(record)
        if fault is None and record is records[0]:
            fault = _price_fault(unit, order, json.loads(record.body))
        if fault is not None:
            findings.broke("order-record", f"order {order.id}, charge detail record {record.version}: {fault}")


def _audit_receipts(unit: Unit, findings: Findings, order: Order, receipt_keys: Mapping[str, bytes]) -> None:
    findings.look("order-receipt")
    sealed = {record.version: record.digest for record in unit.bills.cdrs(order.id)}
    receipts = unit.bills.receipts(order.id)
    if {receipt.version for receipt in receipts} != set(sealed):
        found = ", ".join(str(receipt.version) for receipt in receipts) or "none"
        findings.broke("order-receipt", f"order {order.id}: receipts are {found}, of {len(sealed)} records")
    for receipt in receipts:
        name = f"order {order.id}, receipt {receipt.version}"
        try:
            said = verify(receipt.cose, receipt_keys)
        except ReceiptRefused as error:
            findings.broke("order-receipt", f"{name}: {error}")
            continue
        signed = (said.order_id, said.version, said.charge_record_sha256.hex())
        if signed != (order.id, receipt.version, sealed.get(receipt.version)):
            findings.broke(
                "order-receipt", f"{name}: it is of order {said.order_id}, version {said.version}, another record"
            )


def _record_fault(record: ChargeDetailRecord) -> str | None:
    if hashlib.sha256(record.body.encode()).hexdigest() != record.digest:
        return "was changed after it was sealed"
    try:
        document = json.loads(record.body)
        total_minor, lines = document["total_minor"], [Line(**line) for line in document["lines"]]
        summed_minor = sum(line.amount_minor for line in lines)
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        return f"cannot be read: {error!r}"
    return None if summed_minor == total_minor else f"its lines sum to {summed_minor}, its total is {total_minor}"


def _price_fault(unit: Unit, order: Order, document: dict[str, Any]) -> str | None:
    for name in ("began_ms", "ended_ms", "currency"):
        if document.get(name) != getattr(order, name):
            return f"{name} is {document.get(name)}, the order's is {getattr(order, name)}"
    if document["total_minor"] != order.fee_minor:
        return f"its total is {document['total_minor']}, the order's fee {order.fee_minor}"
    try:
        bill = _bill(unit, order)
    except NoTariff as error:
        return str(error)
    if bill.total_minor != order.fee_minor or [line._asdict() for line in bill.lines] != document["lines"]:
        return f"the fee is {order.fee_minor}, by tariff {order.tariff_id} it is {bill.total_minor}, or by other lines"
    return None


def _bill(unit: Unit, order: Order) -> Bill:
    kind = CATALOGUE.order_kinds[order.kind]
    terms, usage = tariff_of(unit, order).terms, kind.usage(order, kind.part(unit, order.id))
    if order.state == orders.CLOSED:
        return pricing.buy_out(terms, usage)
    bill = pricing.price(terms, usage)
    return pricing.waived(bill) if order.reason == WAIVED else bill
