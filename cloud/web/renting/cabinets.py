"""One cabinet, found by its link, its sticker or its number, and its sticker to be printed."""

from aiohttp import web

from cloud.domain.fleet import sticker
from cloud.domain.problems import NotFound
from cloud.http.call import Call
from cloud.services.fleet.stickers import device_by_sticker
from cloud.services.renting.cabinets import public_cabinet
from cloud.web.frame.answers import Answer, Page, Redirect
from cloud.web.renting import sticker_art

_KEPT = {"Cache-Control": "public, max-age=3600", "X-Content-Type-Options": "nosniff"}


async def show_cabinet(call: Call) -> Answer:
    """Show what a cabinet has to lend and what it costs, with the button that rents."""
    return Page(
        "cabinet.html", {"cabinet": await call.open_read(lambda unit: public_cabinet(unit, call.path("cabinet_id")))}
    )


async def open_sticker(call: Call) -> Answer:
    """Lead from a scanned sticker to its cabinet, or say what to do about one that leads nowhere."""
    scanned = call.path("sticker")
    try:
        device = await call.open_read(lambda unit: device_by_sticker(unit, scanned))
    except NotFound:
        # Whoever prints stickers of their own writes no sentence of theirs on our page.
        number = scanned if scanned.isascii() and scanned.isdigit() and len(scanned) <= sticker.DIGITS else ""
        return Page("sticker.html", {"number": number, "is_wrong": False}, NotFound.status)
    return Redirect(f"/c/{device.id}")


async def find_number(call: Call) -> Answer:
    """Show the form for a number that is typed, or lead to its cabinet."""
    number = call.request.query.get("number", "").strip()[:20]
    if not number:
        return Page("number.html", {"number": "", "is_wrong": False})
    try:
        device = await call.open_read(lambda unit: device_by_sticker(unit, number))
    except NotFound:
        return Page("number.html", {"number": number, "is_wrong": True}, NotFound.status)
    return Redirect(f"/c/{device.id}")


async def show_sticker_svg(call: Call) -> Answer:
    """Draw the sticker, to be printed at any size."""
    number = await _number(call)
    picture = sticker_art.svg(_address(call, number), number)
    return web.Response(body=picture, headers={**_KEPT, "Content-Type": "image/svg+xml"})


async def show_sticker_png(call: Call) -> Answer:
    """Draw the sticker in pixels."""
    number = await _number(call)
    picture = sticker_art.png(_address(call, number), number)
    return web.Response(body=picture, headers={**_KEPT, "Content-Type": "image/png"})


async def _number(call: Call) -> str:
    found = await call.open_read(lambda unit: public_cabinet(unit, call.path("cabinet_id")))
    if found.sticker is None:
        raise NotFound("this cabinet has no number")
    return found.sticker


def _address(call: Call, number: str) -> str:
    scheme = "https" if call.context.secure else "http"
    return f"{scheme}://{call.request.host}/s/{number}"
