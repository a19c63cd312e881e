"""What is shown of an order; field names are the API's. Times UTC milliseconds, money integer minor units with its currency."""

import msgspec

from cloud.services.money.views import Money
from cloud.services.ports.rows.orders import Order


class OrderView(msgspec.Struct, frozen=True):
    """An order as its owner sees it. `reason` is the slug of a problem type, a word of docs/API.md, or None.

    `fee` and `unpaid` (what of it is still owed) are known once the order has ended; until then the tariff tells.
    """

    id: str
    kind: str
    state: str
    reason: str | None
    cabinet_id: str
    bank: str | None
    slot: int | None
    created_ms: int
    window_until_ms: int
    lent_ms: int | None
    ended_ms: int | None
    return_cabinet_id: str | None
    return_slot: int | None
    tariff_id: str | None
    hold: Money
    fee: Money | None
    unpaid: Money | None


def order_view(order: Order) -> OrderView:
    """Return what the owner of `order` sees of it."""
    return OrderView(
        order.id,
        order.kind,
        order.state,
        order.reason,
        order.device_id,
        order.bank,
        order.slot,
        order.created_ms,
        order.window_until_ms,
        order.lent_ms,
        order.ended_ms,
        order.return_device_id,
        order.return_slot,
        order.tariff_id,
        Money(order.hold_minor, order.currency),
        _money(order.fee_minor, order.currency),
        _money(order.unpaid_minor, order.currency),
    )


def _money(amount_minor: int | None, currency: str) -> Money | None:
    return None if amount_minor is None else Money(amount_minor, currency)
