"""What is shown of an order, whatever it is about; field names are the API's. Times UTC milliseconds, money in minor units.

Each kind of order adds one object of its own, named as the kind is: see `shown`.
"""

from typing import Any, NamedTuple

import msgspec

from cloud.services.money.views import Money
from cloud.services.ports.rows.orders import Order
from cloud.services.ports.store import Unit
from cloud.services.ports.world import Ports


class OrderView(msgspec.Struct, frozen=True, kw_only=True, tag_field="kind"):
    """An order as its owner sees it. `reason` is the slug of a problem type, a word of docs/API.md, or None.

    `began_ms` and `ended_ms` are the device's own moments. `fee` and `unpaid` (what of it is still owed) are known once the
    order has ended; until then the tariff tells.
    """

    id: str
    state: str
    reason: str | None
    device_id: str
    connector: int | None
    created_ms: int
    window_until_ms: int
    planned_from_ms: int | None
    planned_until_ms: int | None
    began_ms: int | None
    ended_ms: int | None
    ended_device_id: str | None
    tariff_id: str
    hold: Money
    fee: Money | None
    unpaid: Money | None


class Unread(NamedTuple):
    """Stands for the part of an order that the caller has not read."""


UNREAD = Unread()


def part_of(unit: Unit, ports: Ports, order: Order, part: Any = UNREAD) -> Any:
    """Return the part that only this kind of order has: `part`, or read now where the caller has not read it."""
    return ports.catalogue.order_kinds[order.kind].part(unit, order.id) if part is UNREAD else part


def shown(unit: Unit, ports: Ports, order: Order, part: Any = UNREAD) -> Any:
    """Return what the owner of `order` sees of it: the OrderView of its kind."""
    return ports.catalogue.order_kinds[order.kind].view(order, part_of(unit, ports, order, part))


def contract_fields(order: Order) -> dict[str, Any]:
    """Return the fields of OrderView, for the view of a kind."""
    return {
        "id": order.id,
        "state": order.state,
        "reason": order.reason,
        "device_id": order.device_id,
        "connector": order.connector,
        "created_ms": order.created_ms,
        "window_until_ms": order.window_until_ms,
        "planned_from_ms": order.planned_from_ms,
        "planned_until_ms": order.planned_until_ms,
        "began_ms": order.began_ms,
        "ended_ms": order.ended_ms,
        "ended_device_id": order.ended_device_id,
        "tariff_id": order.tariff_id,
        "hold": Money(order.hold_minor, order.currency),
        "fee": _money(order.fee_minor, order.currency),
        "unpaid": _money(order.unpaid_minor, order.currency),
    }


def _money(amount_minor: int | None, currency: str) -> Money | None:
    return None if amount_minor is None else Money(amount_minor, currency)
