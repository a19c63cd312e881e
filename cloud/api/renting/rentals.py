"""Renting a power bank, and reporting it lost."""

import msgspec

from cloud.api.renting.requests import NewRental
from cloud.domain.catalogue import BY_SLUG
from cloud.domain.orders import order as orders
from cloud.domain.problems import Problem
from cloud.domain.renting.refusals import CabinetNotReady, LendUnresolved
from cloud.http.call import MemberCall, Reply
from cloud.http.feed import OrderState
from cloud.http.request_parts import idempotency_key, preferred_wait_s
from cloud.http.routes import PREFIX
from cloud.services.orders.history import order
from cloud.services.orders.views import OrderView
from cloud.services.renting.ending import report_lost
from cloud.services.renting.rent import RentRequest, rent

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
        view = await call.read(lambda unit, who: order(unit, call.ports, who.account_id, view.id))
        if view.state != orders.AUTHORISED:
            return _decided(view.id, view.state, view.reason, view)
    return Reply(202, view, {"Location": _location(view.id), "Retry-After": "1"})


def _decided(order_id: str, state: str, reason: str | None, view: OrderView | bytes) -> Reply:
    if state in (orders.ACTIVE, orders.ENDED):
        return Reply(201, view, {"Location": _location(order_id)})
    kind: type[Problem] = LendUnresolved if state == orders.RECONCILING else BY_SLUG.get(reason or "", CabinetNotReady)
    problem = kind()
    problem.order_id = order_id  # type: ignore[attr-defined]  # an extension member of the problem document
    raise problem


def _location(order_id: str) -> str:
    return f"{PREFIX}/orders/{order_id}"


async def lose_bank(call: MemberCall) -> Reply:
    """Report the bank of one of one's orders as lost: it is bought."""
    ports, order_id = call.ports, call.path("order_id")
    return Reply(200, await call.write(lambda unit, who: report_lost(unit, ports, who.account_id, order_id)))
