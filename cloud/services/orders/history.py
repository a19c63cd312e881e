"""Orders shown to their owner. Another account's order looks like a missing one (INV-31)."""

from typing import Any

from cloud.domain.identifiers import can_be_id
from cloud.domain.problems import NotFound
from cloud.services.orders.views import shown
from cloud.services.ports.store import Unit
from cloud.services.ports.world import Ports

MAX_PAGE = 100


def list_orders(unit: Unit, ports: Ports, account_id: str, limit: int = 50, before_id: str | None = None) -> list[Any]:
    """Return the account's orders as their kinds show them, the newest first, after `before_id` where a page goes on."""
    if before_id is not None and not can_be_id(before_id):
        raise NotFound("no order to continue after")
    return [shown(unit, ports, order) for order in unit.orders.of_account(account_id, min(limit, MAX_PAGE), before_id)]


def order(unit: Unit, ports: Ports, account_id: str, order_id: str) -> Any:
    """Return one order of the account as its kind shows it; raises NotFound."""
    found = unit.orders.get(order_id) if can_be_id(order_id) else None
    if found is None or found.account_id != account_id:
        raise NotFound(f"no order {order_id}")
    return shown(unit, ports, found)
