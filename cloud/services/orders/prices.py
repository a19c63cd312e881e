"""What an order costs: so far, by the same function that will price it, or for good, by its charge detail record."""

import json

from cloud.domain.identifiers import can_be_id
from cloud.domain.money import pricing
from cloud.domain.money.tariff import Tariff
from cloud.domain.money.usage import Line
from cloud.domain.orders import order as orders
from cloud.domain.problems import NotFound
from cloud.services.money.views import Money, PriceLineView, PriceView, tariff_view
from cloud.services.orders.settlement import tariff_of, usage_of
from cloud.services.orders.views import part_of
from cloud.services.ports.rows.orders import Order
from cloud.services.ports.store import Unit
from cloud.services.ports.world import Ports


def order_price(unit: Unit, ports: Ports, account_id: str, order_id: str) -> PriceView:
    """Return the price of one of the account's orders, as it is now or as it was settled; raises NotFound."""
    order = unit.orders.get(order_id) if can_be_id(order_id) else None
    if order is None or order.account_id != account_id:
        raise NotFound(f"no order {order_id}")
    return price_of(unit, ports, order)


def price_of(unit: Unit, ports: Ports, order: Order) -> PriceView:
    """Return the price of `order`, whosever it is."""
    tariff = tariff_of(unit, order)
    if order.state in orders.PRICED:
        return _settled(unit, order, tariff)
    now_ms = ports.clock.now_ms()
    usage = usage_of(ports, order._replace(ended_ms=now_ms), part_of(unit, ports, order))
    bill = pricing.price(tariff.terms, usage)
    next_ms = None if order.began_ms is None else pricing.next_step_ms(tariff.terms, usage.duration_ms)
    return PriceView(
        order_id=order.id,
        is_final=order.state == orders.CANCELLED,
        at_ms=now_ms,
        duration_ms=usage.duration_ms,
        lines=[_line(line, order.currency) for line in bill.lines],
        total=Money(bill.total_minor, order.currency),
        next_step_ms=None if next_ms is None or order.began_ms is None else order.began_ms + next_ms,
        tariff=tariff_view(tariff),
    )


def _settled(unit: Unit, order: Order, tariff: Tariff) -> PriceView:
    cdr = unit.bills.cdrs(order.id)[0]
    lines = [Line(**line) for line in json.loads(cdr.body)["lines"]]
    ended_ms = order.ended_ms or 0
    return PriceView(
        order_id=order.id,
        is_final=True,
        at_ms=ended_ms,
        duration_ms=0 if order.began_ms is None else ended_ms - order.began_ms,
        lines=[_line(line, order.currency) for line in lines],
        total=Money(order.fee_minor or 0, order.currency),
        next_step_ms=None,
        tariff=tariff_view(tariff),
    )


def _line(line: Line, currency: str) -> PriceLineView:
    return PriceLineView(line.kind, line.quantity, Money(line.unit_minor, currency), Money(line.amount_minor, currency))
