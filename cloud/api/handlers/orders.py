"""Renting, and looking at one's orders."""

import msgspec

from cloud.api.requests import NewRental
from cloud.domain.catalogue import BY_SLUG
from cloud.domain.orders import order as orders
from cloud.domain.problems import Problem
from cloud.domain.renting.refusals import CabinetNotReady, LendUnresolved
from cloud.http.call import MemberCall, Reply, parse_int
from cloud.http.feed import OrderState
from cloud.http.problems import InvalidParameter
from cloud.http.routes import PREFIX
from cloud.services.orders.history import list_orders, order
from cloud.services.orders.views import OrderView
from cloud.services.renting.rent import RentRequest, rent

LONGEST_WAIT_S = 60
LONGEST_KEY = 255

_state_of = msgspec.json.Decoder(OrderState).decode


async def rent_bank(call: MemberCall) -> Reply:
    """Ask a cabinet for a power bank; with `Prefer: wait=N` the answer waits for the cabinet's."""
    body: NewRental = call.body
    key, wait_s = idempotency_key(call), preferred_wait_s(call)
    ports = call.ports
    result = await call.write(lambda unit, who: rent(unit, ports, RentRequest(who.account_id, body.cabinet_id, key)))
    view = result.order
    if view.state != orders.AUTHORISED:
        return _decided(view.id, view.state, view.reason, view)
    if wait_s:
        known = await call.context.feed.decided(view.id, wait_s)
        if known is not None:
            decided = _state_of(known)
            return _decided(view.id, decided.state, decided.reason, known)
        view = await call.read(lambda unit, who: order(unit, who.account_id, view.id))
        if view.state != orders.AUTHORISED:
            return _decided(view.id, view.state, view.reason, view)
    return Reply(202, view, {"Location": _location(view.id), "Retry-After": "1"})


async def show_orders(call: MemberCall) -> Reply:
    """List one's orders, the newest first."""
    limit = call.query_int("limit", 50, 1, 100)
    before = call.request.query.get("before")
    return Reply(200, await call.read(lambda unit, who: list_orders(unit, who.account_id, limit, before)))


async def show_order(call: MemberCall) -> Reply:
    """Show one of one's orders."""
    return Reply(200, await call.read(lambda unit, who: order(unit, who.account_id, call.path("order_id"))))


def _decided(order_id: str, state: str, reason: str | None, view: OrderView | bytes) -> Reply:
    if state in (orders.ACTIVE, orders.ENDED):
        return Reply(201, view, {"Location": _location(order_id)})
    kind: type[Problem] = LendUnresolved if state == orders.RECONCILING else BY_SLUG.get(reason or "", CabinetNotReady)
    problem = kind()
    problem.order_id = order_id  # type: ignore[attr-defined]  # an extension member of the problem document
    raise problem


def _location(order_id: str) -> str:
    return f"{PREFIX}/orders/{order_id}"


def idempotency_key(call: MemberCall) -> str:
    """Return the Idempotency-Key; raises InvalidParameter."""
    key = call.request.headers.get("Idempotency-Key", "")
    if not 0 < len(key) <= LONGEST_KEY or not (key.isascii() and key.isprintable()):
        raise InvalidParameter(
            f"send an Idempotency-Key of 1 to {LONGEST_KEY} printable characters, the same one when you repeat this request"
        )
    return key


def preferred_wait_s(call: MemberCall) -> int:
    """Return how long the answer may wait (RFC 7240, `Prefer: wait`): 0 when nothing is said, 60 at most."""
    for preference in call.request.headers.get("Prefer", "").split(","):
        name, _, value = preference.strip().partition("=")
        if name.lower() == "wait":
            return min(parse_int("Prefer: wait", value, 0, 10**9), LONGEST_WAIT_S)
    return 0
