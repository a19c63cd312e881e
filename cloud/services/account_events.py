"""Every durable event that an account may get, and every word that says why an order is as it is, joined from the subjects.

docs/API.md is generated from these tables.
"""

from cloud.services.money import events as of_money
from cloud.services.order_views import AnyOrder
from cloud.services.orders import events as of_orders
from cloud.services.orders.views import OrderView
from cloud.services.products import REASONS

EVENTS = tuple(
    event._replace(body=AnyOrder) if event.body is OrderView else event
    for event in (*of_orders.EVENTS, *of_money.EVENTS)
)
BY_NAME = {event.name: event for event in EVENTS}

__all__ = ("BY_NAME", "EVENTS", "REASONS")
