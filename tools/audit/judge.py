"""Runs every check over one consistent state of a database."""

from cloud.services.ports.store import Unit
from cloud.services.ports.world import Settings
from tools.audit.books import audit_books
from tools.audit.findings import Findings
from tools.audit.places import OpenOrders, audit_banks
from tools.audit.settled import audit_order, audit_payments, orders_of


def audit(unit: Unit, now_ms: int, settings: Settings) -> Findings:
    """Return what is wrong in `unit`, which is only read; memory grows with accounts and banks, not with their history."""
    findings = Findings()
    audit_books(unit, findings)
    audit_payments(unit, findings)
    places = OpenOrders(unit, findings, settings, now_ms)
    known = unit.bills.keys()
    receipt_keys = {key.id: key.public_key for key in known}
    for order in orders_of(unit):
        audit_order(unit, findings, order, receipt_keys)
        places.audit_order(order)
    places.finish()
    audit_banks(unit, findings)
    return findings
