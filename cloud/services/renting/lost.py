"""Reporting a rented bank as lost: it is bought, and the clock stops."""

from cloud.domain.identifiers import can_be_id
from cloud.domain.orders import order as orders
from cloud.domain.orders.refusals import OrderNotActive
from cloud.domain.problems import NotFound
from cloud.services.ports.store import Unit
from cloud.services.ports.world import Ports
from cloud.services.renting.ending import REPORTED_LOST, sell_bank
from cloud.services.renting.rent import RENTAL
from cloud.services.renting.views import RentalOrder, rental_view


def report_lost(unit: Unit, ports: Ports, account_id: str, order_id: str) -> RentalOrder:
    """Close one of the account's orders as sold; again changes nothing. Raises NotFound or OrderNotActive."""
    order = unit.orders.get(order_id) if can_be_id(order_id) else None
    if order is None or order.account_id != account_id or order.kind != RENTAL:
        raise NotFound(f"no order {order_id}")
    if order.state == orders.CLOSED:
        return rental_view(order, unit.rentals.get(order.id))
    if order.state != orders.ACTIVE:
        raise OrderNotActive("only a power bank that is with you can be reported as lost")
    now_ms = max(ports.clock.now_ms(), order.began_ms or 0)
    sold = sell_bank(unit, ports, order, now_ms, REPORTED_LOST)
    return rental_view(sold, unit.rentals.get(order.id))
