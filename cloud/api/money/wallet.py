"""One's wallet, what an order costs, and banks that are lost."""

from cloud.api.money.requests import NewTopUp
from cloud.http import paying
from cloud.http.call import MemberCall, Reply
from cloud.http.request_parts import idempotency_key
from cloud.services.money.wallet import wallet, wallet_entries


async def show_wallet(call: MemberCall) -> Reply:
    """Show one's wallet."""
    currency = call.ports.settings.currency
    return Reply(200, await call.read(lambda unit, who: wallet(unit, who.account_id, currency)))


async def show_wallet_entries(call: MemberCall) -> Reply:
    """List what happened to one's wallet, the newest first."""
    limit, before = call.query_int("limit", 50, 1, 100), call.request.query.get("before")
    return Reply(200, await call.read(lambda unit, who: wallet_entries(unit, who.account_id, limit, before)))


async def top_up(call: MemberCall) -> Reply:
    """Pay into one's wallet; the same Idempotency-Key is one payment."""
    body: NewTopUp = call.body
    currency = body.currency or call.ports.settings.currency
    return Reply(201, await paying.top_up(call, body.amount, currency, idempotency_key(call)))
