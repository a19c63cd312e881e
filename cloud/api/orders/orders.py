"""One's orders and what they cost."""

from cloud.http.call import MemberCall, Reply
from cloud.services.orders.history import list_orders, order
from cloud.services.orders.prices import order_price


async def show_orders(call: MemberCall) -> Reply:
    """List one's orders, the newest first."""
    limit = call.query_int("limit", 50, 1, 100)
    before = call.request.query.get("before")
    return Reply(200, await call.read(lambda unit, who: list_orders(unit, call.ports, who.account_id, limit, before)))


async def show_order(call: MemberCall) -> Reply:
    """Show one of one's orders."""
    return Reply(200, await call.read(lambda unit, who: order(unit, call.ports, who.account_id, call.path("order_id"))))


async def show_price(call: MemberCall) -> Reply:
    """Show what one of one's orders costs, by now or for good."""
    ports, order_id = call.ports, call.path("order_id")
    return Reply(200, await call.read(lambda unit, who: order_price(unit, ports, who.account_id, order_id)))
