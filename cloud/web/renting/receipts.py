"""Receipts, shown and as they were signed."""

from typing import Any

from aiohttp import web

from cloud.http.call import MemberCall
from cloud.services.orders.history import order
from cloud.services.orders.receipts import receipt
from cloud.services.ports.store import Unit
from cloud.web.frame.answers import Answer, Page
from cloud.web.renting.rentals import _place
from shared_protocol.host.receipt import MEDIA_TYPE


async def show_receipt(call: MemberCall) -> Answer:
    """Show the newest signed receipt; what was signed, the names of places, and what is open today."""

    def work(unit: Unit, who: Any) -> dict[str, Any]:
        view = receipt(unit, who.account_id, call.path("order_id"))
        back = view.returned_at
        return {
            "receipt": view,
            "place": _place(unit, view.lent_at.cabinet_id),
            "return_place": None if back is None else _place(unit, back.cabinet_id),
            "order": order(unit, call.ports, who.account_id, view.order_id),
        }

    return Page("receipt.html", await call.read(work))


async def download_receipt(call: MemberCall) -> Answer:
    """Hand out the signed bytes, for `wattlend receipt verify`."""
    view = await call.read(lambda unit, who: receipt(unit, who.account_id, call.path("order_id")))
    headers = {
        "Cache-Control": "no-store",
        "Content-Disposition": f'attachment; filename="wattlend-receipt-{view.order_id}-{view.version}.cose"',
        "Content-Type": MEDIA_TYPE,
        "X-Content-Type-Options": "nosniff",
    }
    return web.Response(body=view.cose, headers=headers)
