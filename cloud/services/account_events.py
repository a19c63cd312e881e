"""Every durable event that an account may get, and every word that says why an order is as it is, joined from the subjects.

docs/API.md is generated from these tables.
"""

from cloud.services.money import events as of_money
from cloud.services.orders import events as of_orders
from cloud.services.products import REASONS

EVENTS = (*of_orders.EVENTS, *of_money.EVENTS)
BY_NAME = {event.name: event for event in EVENTS}

__all__ = ("BY_NAME", "EVENTS", "REASONS")
