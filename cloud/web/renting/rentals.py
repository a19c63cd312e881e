"""Renting, the running order, its end, and those before it. Every price shown comes from the function that bills."""

from typing import Any

from cloud.domain.catalogue import BY_SLUG
from cloud.domain.money.refusals import InsufficientFunds, UnpaidBills
from cloud.domain.orders.order import ACTIVE, AUTHORISED, OPEN
from cloud.domain.problems import NotFound
from cloud.http.call import MemberCall
from cloud.services.money.views import PriceView
from cloud.services.orders.history import list_orders, order
from cloud.services.orders.prices import order_price
from cloud.services.orders.views import OrderView
from cloud.services.ports.store import Unit
from cloud.services.ports.world import Ports
from cloud.services.renting.cabinets import public_cabinet
from cloud.services.renting.ending import report_lost
from cloud.services.renting.rent import RentRequest, rent
from cloud.services.renting.views import CabinetView, RentalOrder
from cloud.web.frame.addresses import own_path
from cloud.web.frame.answers import Answer, Page, Redirect
from cloud.web.frame.ways_out import way_out
from cloud.web.renting.requests import RentForm

PAGE = 20
ASK_AGAIN_OPENING_MS = 1_500
ASK_AGAIN_MS = 30_000  # when no live news comes, as where WebSockets are blocked
SLOW_MS = 15_000  # a lend takes a second or two; twelve jammed locks take that long
SOON_MS = 250  # after the moment of a higher price, so that the server is beyond it


async def rent_bank(call: MemberCall) -> Answer:
    """Ask the cabinet for a power bank and watch the order."""
    form: RentForm = call.body
    ports = call.ports
    try:
        result = await call.write(
            lambda unit, who: rent(unit, ports, RentRequest(who.account_id, form.cabinet_id, form.key))
        )
    except (InsufficientFunds, UnpaidBills) as problem:
        out = way_out(problem, back_to=own_path(f"/c/{form.cabinet_id}"))
        return Page("problem.html", {"problem": problem, "out": out}, problem.status)
    return Redirect(_path(result.order.id))


async def show_rental(call: MemberCall) -> Answer:
    """Show one order as it stands."""
    return Page("rental.html", await call.read(lambda unit, who: _values(unit, call.ports, who.account_id, call)))


async def show_rental_state(call: MemberCall) -> Answer:
    """Show the part of the page that changes while the order runs."""
    return Page("parts/rental.html", await call.read(lambda unit, who: _values(unit, call.ports, who.account_id, call)))


async def show_rentals(call: MemberCall) -> Answer:
    """Show open orders, then those before, the newest first."""
    before = call.request.query.get("before")

    def work(unit: Unit, who: Any) -> dict[str, Any]:
        views = list_orders(unit, call.ports, who.account_id, PAGE, before)
        rentals = [view for view in views if isinstance(view, RentalOrder)]
        places = {view.device_id: _place(unit, view.device_id) for view in rentals}
        prices = {
            view.id: order_price(unit, call.ports, who.account_id, view.id) for view in rentals if view.state == ACTIVE
        }
        return {
            "open_orders": [view for view in rentals if view.state in OPEN],
            "closed_orders": [view for view in rentals if view.state not in OPEN],
            "prices": prices,
            "places": places,
            "older": views[-1].id if len(views) == PAGE else None,
            "is_newest": before is None,
            "live_seq": _live_seq(unit, who.account_id),
        }

    return Page("rentals.html", await call.read(work))


async def show_lost(call: MemberCall) -> Answer:
    """Say what reporting a bank as lost costs, and ask whether it is meant."""
    return Page("lost.html", await call.read(lambda unit, who: _values(unit, call.ports, who.account_id, call)))


async def lose_bank(call: MemberCall) -> Answer:
    """Report a bank as lost."""
    ports, order_id = call.ports, call.path("order_id")
    await call.write(lambda unit, who: report_lost(unit, ports, who.account_id, order_id))
    return Redirect(_path(order_id))


def _values(unit: Unit, ports: Ports, account_id: str, call: MemberCall) -> dict[str, Any]:
    view = order(unit, ports, account_id, call.path("order_id"))
    if not isinstance(view, RentalOrder):
        raise NotFound(f"order {view.id} is no rental")
    price = order_price(unit, ports, account_id, view.id)
    now_ms = ports.clock.now_ms()
    return {
        "order": view,
        "price": price,
        "place": _place(unit, view.device_id),
        "return_place": None if view.ended_device_id is None else _place(unit, view.ended_device_id),
        "refusal": None if view.reason is None else BY_SLUG.get(view.reason),
        "ask_again_ms": ask_again_ms(view, price),
        "live_seq": _live_seq(unit, account_id),
        "now_ms": now_ms,
        "is_slow": is_slow(view, now_ms),
        "gives_up_in_ms": view.window_until_ms + ports.settings.order_maximum_ms - now_ms,
    }


def ask_again_ms(view: OrderView, price: PriceView) -> int | None:
    """Return after how long the page asks anew: soon while a slot opens, else at the next price; None once nothing changes."""
    if view.state not in OPEN:
        return None
    if view.state == AUTHORISED:
        return ASK_AGAIN_OPENING_MS
    if price.next_step_ms is None:
        return ASK_AGAIN_MS
    return min(ASK_AGAIN_MS, max(0, price.next_step_ms - price.at_ms) + SOON_MS)


def is_slow(view: OrderView, now_ms: int) -> bool:
    """Return whether a cabinet takes longer to answer than anybody should wait without a word."""
    return view.state == AUTHORISED and now_ms - view.created_ms > SLOW_MS


def _live_seq(unit: Unit, account_id: str) -> int:
    account = unit.accounts.get(account_id)
    return 0 if account is None else account.live_seq


def _place(unit: Unit, cabinet_id: str) -> CabinetView | None:
    try:
        return public_cabinet(unit, cabinet_id)
    except NotFound:
        return None  # it was taken away since


def _path(order_id: str) -> str:
    return f"/rentals/{order_id}"
