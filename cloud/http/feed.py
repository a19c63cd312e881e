"""Hands what was committed to those who wait for it: requests that wait for their order, and live connections.

Holds nothing that a restart would lose: every item is a row, and whoever falls behind reads the rows.
"""

import asyncio
from collections import deque
from collections.abc import Iterable

import msgspec

from cloud.domain.orders import order as orders
from cloud.services.ports.notes import AccountNews, Note

LONGEST_BACKLOG = 256  # events kept for a slow connection; beyond it the rows are read instead
CONNECTIONS_OF_ACCOUNT = 16


class OrderState(msgspec.Struct):
    """The part of an order's news that a waiting request needs."""

    state: str
    reason: str | None


_decode_state = msgspec.json.Decoder(OrderState).decode


class Subscription:
    """The news of one account, for one connection; `lost_some` says that rows must be read to catch up."""

    def __init__(self, account_id: str, token_hash: str) -> None:
        self.account_id = account_id
        self.token_hash = token_hash
        self.lost_some = False
        self.closed = False
        self._news: deque[AccountNews] = deque()
        self._came = asyncio.Event()

    def offer(self, news: AccountNews) -> None:
        """Keep `news` for the connection, unless it is too far behind."""
        if len(self._news) >= LONGEST_BACKLOG:
            self._news.clear()
            self.lost_some = True
        if not self.lost_some:
            self._news.append(news)
        self._came.set()

    def close(self) -> None:
        """Have the connection end."""
        self.closed = True
        self._came.set()

    async def wait(self) -> list[AccountNews]:
        """Return what came, as soon as something did or the state changed."""
        await self._came.wait()
        self._came.clear()
        taken = list(self._news)
        self._news.clear()
        return taken


class Feed:
    """Where notes of commits arrive."""

    def __init__(self) -> None:
        self._waiting: dict[str, list[asyncio.Future[bytes | None]]] = {}
        self._subscriptions: dict[str, set[Subscription]] = {}

    @property
    def is_watched(self) -> bool:
        """Tell whether anybody waits for anything."""
        return bool(self._waiting or self._subscriptions)

    @property
    def connection_count(self) -> int:
        """How many live connections there are."""
        return sum(len(subscribers) for subscribers in self._subscriptions.values())

    def publish(self, notes: Iterable[Note]) -> None:
        """Pass on the news among the notes of a commit."""
        for note in notes:
            if type(note) is AccountNews:
                self._pass_on(note)

    async def decided(self, order_id: str, timeout_s: float) -> bytes | None:
        """Return the order as JSON once the cabinet's word on it is known; None when that takes longer."""
        loop = asyncio.get_running_loop()
        future: asyncio.Future[bytes | None] = loop.create_future()
        waiting = self._waiting.setdefault(order_id, [])
        waiting.append(future)
        handle = loop.call_later(timeout_s, _settle, future, None)
        try:
            return await future
        finally:
            handle.cancel()
            waiting.remove(future)
            if not waiting:
                self._waiting.pop(order_id, None)

    def subscribe(self, account_id: str, token_hash: str) -> Subscription | None:
        """Return a new subscription, or None when the account has as many connections as it may."""
        subscribers = self._subscriptions.setdefault(account_id, set())
        if len(subscribers) >= CONNECTIONS_OF_ACCOUNT:
            return None
        subscription = Subscription(account_id, token_hash)
        subscribers.add(subscription)
        return subscription

    def unsubscribe(self, subscription: Subscription) -> None:
        """Forget the subscription."""
        subscribers = self._subscriptions.get(subscription.account_id, set())
        subscribers.discard(subscription)
        if not subscribers:
            self._subscriptions.pop(subscription.account_id, None)

    def end_session(self, token_hash: str) -> None:
        """Close the live connections of a session that was closed."""
        for subscribers in self._subscriptions.values():
            for subscription in subscribers:
                if subscription.token_hash == token_hash:
                    subscription.close()

    def close(self) -> None:
        """Have every live connection end."""
        for subscribers in self._subscriptions.values():
            for subscription in subscribers:
                subscription.close()

    def _pass_on(self, news: AccountNews) -> None:
        if news.order_id in self._waiting:
            body = news.body.encode()
            if _decode_state(body).state != orders.AUTHORISED:
                for future in self._waiting[news.order_id]:
                    _settle(future, body)
        for subscription in self._subscriptions.get(news.account_id, ()):
            subscription.offer(news)


def _settle(future: asyncio.Future[bytes | None], answer: bytes | None) -> None:
    if not future.done():
        future.set_result(answer)
