"""Receipts of one's orders, as JSON or as the very bytes that were signed, and the keys that check them."""

from cloud.http.call import Call, MemberCall, Reply
from cloud.http.problems import InvalidParameter
from cloud.services.money.receipt_keys import public_keys
from cloud.services.orders.receipts import receipt
from shared_protocol.host.receipt import MEDIA_TYPE

JSON, COSE = "json", "cose"
HIGHEST_VERSION = 1_000_000


async def show_receipt(call: MemberCall) -> Reply:
    """Show the receipt of one of one's orders, the newest version unless another is asked for."""
    wanted = _format(call)
    version = call.query_int("version", 0, 1, HIGHEST_VERSION) or None
    view = await call.read(lambda unit, who: receipt(unit, who.account_id, call.path("order_id"), version))
    headers = {"Vary": "Accept"}
    if wanted == JSON:
        return Reply(200, view, headers)
    file_name = f"wattlend-receipt-{view.order_id}-{view.version}.cose"
    headers |= {"Content-Type": MEDIA_TYPE, "Content-Disposition": f'attachment; filename="{file_name}"'}
    return Reply(200, view.cose, headers)


async def show_receipt_keys(call: Call) -> Reply:
    """List the keys that sign or signed receipts, the newest first."""
    return Reply(200, await call.open_read(public_keys))


def _format(call: MemberCall) -> str:
    named = call.request.query.get("format")
    if named is None:
        accepted = call.request.headers.get("Accept", "").lower().split(",")
        return COSE if any(one.partition(";")[0].strip() == "application/cose" for one in accepted) else JSON
    if named not in (JSON, COSE):
        raise InvalidParameter(f"format is {JSON} or {COSE}")
    return named
