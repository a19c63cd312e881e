"""Orders shown to their owner. Another account's order looks like a missing one (INV-31)."""

from cloud.domain.identifiers import can_be_id
from cloud.domain.problems import NotFound
from cloud.services.orders.views import OrderView, order_view
from cloud.services.ports.store import Unit

MAX_PAGE = 100


def list_orders(unit: Unit, account_id: str, limit: int = 50, before_id: str | None = None) -> list[OrderView]:
    """Return the account's orders, the newest first; `before_id` continues after the last one of a page."""
    if before_id is not None and not can_be_id(before_id):
        raise NotFound("no order to continue after")
    return [order_view(order) for order in unit.orders.of_account(account_id, min(limit, MAX_PAGE), before_id)]


def order(unit: Unit, account_id: str, order_id: str) -> OrderView:
    """Return one order of the account; raises NotFound."""
    found = unit.orders.get(order_id) if can_be_id(order_id) else None
    if found is None or found.account_id != account_id:
        raise NotFound(f"no order {order_id}")
    return order_view(found)
