"""Orders as rows alone, for tests of the ledger: no cabinet, no command."""

from cloud.domain.money import ledger
from cloud.services.ports.rows.orders import Order


def paper_order(account_id: str, order_id: str, hold_minor: int, organisation_id: str = "o" * 32) -> Order:
    """Return an authorised order that wants `hold_minor` held, in EUR."""
    hold = ledger.hold_id(order_id) if hold_minor else None
    return Order(
        order_id, "rental", account_id, organisation_id, "d", "authorised", None, 0, 0, "EUR", "t", hold, hold_minor
    )
