"""The live WebSocket: what concerns this account, as it is committed; resumed with `?after=` the last number seen."""

import asyncio
import contextlib
import logging
from collections.abc import Sequence

from aiohttp import WSCloseCode, WSMsgType, web

from cloud.domain.people.refusals import Unauthenticated
from cloud.http.call import MemberCall
from cloud.http.feed import Subscription
from cloud.http.problems import BadRequest, InvalidParameter, Overloaded
from cloud.http.tokens import check_origin
from cloud.services.people.live import live_since
from cloud.services.people.sessions import Authenticated
from cloud.services.people.views import LiveEventView
from cloud.services.ports.notes import AccountNews
from cloud.services.ports.store import StorageError, Unit

PING_EVERY_S = 20.0
MAX_INCOMING_BYTES = 1024
SESSION_CHECK_EVERY_S = 60.0

log = logging.getLogger(__name__)


async def live(call: MemberCall) -> web.StreamResponse:
    """Send `{"seq", "name", "body"}` for every event of the account after `after`, for as long as the session lives."""
    check_origin(call.request)
    after_seq = call.query_int("after", 0, 0, 2**62)
    who = await call.read(lambda unit, who: _listener(unit, who, after_seq))
    if call.request.headers.get("Upgrade", "").lower() != "websocket":
        raise BadRequest("this path speaks WebSocket only")
    subscription = call.context.feed.subscribe(who.account_id, who.token_hash)
    if subscription is None:
        raise Overloaded("this account has too many live connections")
    try:
        socket = web.WebSocketResponse(heartbeat=PING_EVERY_S, max_msg_size=MAX_INCOMING_BYTES, compress=False)
        await socket.prepare(call.request)
        await _converse(call, subscription, socket, after_seq)
        return socket
    finally:
        call.context.feed.unsubscribe(subscription)


async def _converse(
    call: MemberCall, subscription: Subscription, socket: web.WebSocketResponse, after_seq: int
) -> None:
    name = f"live {subscription.account_id}"
    sending = asyncio.create_task(_send(call, subscription, socket, after_seq), name=name)
    try:
        async for message in socket:  # nothing is expected; reading answers pings and notices the end
            if message.type is not WSMsgType.TEXT or message.data:
                await socket.close(code=WSCloseCode.POLICY_VIOLATION, message=b"nothing is expected from you")
    finally:
        sending.cancel()
        await asyncio.gather(sending, return_exceptions=True)


async def _send(call: MemberCall, subscription: Subscription, socket: web.WebSocketResponse, after_seq: int) -> None:
    try:
        await _follow(call, subscription, socket, after_seq)
    except Unauthenticated:
        pass
    except StorageError as error:
        log.warning("a live connection ends, its events cannot be read: %s", error)
    finally:  # whatever ended it: a connection on which nothing comes any more must not stay open
        await socket.close(code=WSCloseCode.GOING_AWAY, message=b"resume, or sign in first")


async def _follow(call: MemberCall, subscription: Subscription, socket: web.WebSocketResponse, after_seq: int) -> None:
    seq = await _catch_up(call, socket, after_seq)
    now_s = asyncio.get_running_loop().time
    check_at_s = now_s() + SESSION_CHECK_EVERY_S
    while True:
        came: Sequence[AccountNews] = ()
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout_at(check_at_s):
                came = await subscription.wait()
        if subscription.closed:  # nothing more is told once the session is over, not even what came before
            break
        if now_s() >= check_at_s:  # also while news comes without a break
            await call.read(lambda _unit, who: who)
            check_at_s = now_s() + SESSION_CHECK_EVERY_S
        if subscription.lost_some or (came and came[0].seq > seq + 1):
            subscription.lost_some = False
            seq = await _catch_up(call, socket, seq)
        seq = await _pass_on(socket, came, seq)


async def _pass_on(socket: web.WebSocketResponse, came: Sequence[AccountNews], seq: int) -> int:
    for news in came:
        if news.seq > seq:
            await socket.send_str(_line(news.seq, news.name, news.body))
            seq = news.seq
    return seq


async def _catch_up(call: MemberCall, socket: web.WebSocketResponse, seq: int) -> int:
    """Send what the database has after `seq`; returns the last number sent."""
    while events := await _page(call, seq):
        for event in events:
            await socket.send_str(_line(event.seq, event.name, bytes(event.body).decode()))
            seq = event.seq
    return seq


async def _page(call: MemberCall, after_seq: int) -> list[LiveEventView]:
    return await call.read(lambda unit, who: live_since(unit, who.account_id, after_seq))


def _listener(unit: Unit, who: Authenticated, after_seq: int) -> Authenticated:
    """Return who listens; raises InvalidParameter for a number that no event has yet: nothing would ever come."""
    account = unit.accounts.get(who.account_id)
    newest = 0 if account is None else account.live_seq
    if after_seq > newest:
        raise InvalidParameter(
            f"after is {newest} at most, the newest of this account; read anew what you hold, and go on from there"
        )
    return who


def _line(seq: int, name: str, body: str) -> str:
    return f'{{"seq":{seq},"name":"{name}","body":{body}}}'
