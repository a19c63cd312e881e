"""Reporting a rented bank as lost: it is bought, and the clock stops."""

from cloud.domain.identifiers import can_be_id
from cloud.domain.orders import order as orders
from cloud.domain.orders.refusals import OrderNotActive
from cloud.domain.problems import NotFound
from cloud.services.orders import settlement
from cloud.services.orders.views import OrderView, order_view
from cloud.services.ports.store import Unit
from cloud.services.ports.world import Ports


def report_lost(unit: Unit, ports: Ports, account_id: str, order_id: str) -> OrderView:
    """Close one of the account's orders as sold; again changes nothing. Raises NotFound or OrderNotActive."""
    order = unit.orders.get(order_id) if can_be_id(order_id) else None
    if order is None or order.account_id != account_id:
        raise NotFound(f"no order {order_id}")
    if order.state == orders.SOLD:
        return order_view(order)
    if order.state != orders.ACTIVE:
        raise OrderNotActive("only a power bank that is with you can be reported as lost")
    now_ms = max(ports.clock.now_ms(), order.lent_ms or 0)
    return order_view(settlement.sell(unit, ports, order, now_ms, settlement.REPORTED_LOST))
