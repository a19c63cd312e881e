"""Fills the feed where another process writes what devices said: reads new live events from the database."""

import asyncio
import logging

import msgspec

from cloud.http.feed import Feed
from cloud.services.people.live import live_after, newest_live_id
from cloud.services.people.views import LiveEventView
from cloud.services.ports.notes import AccountNews
from cloud.services.ports.store import StorageError, Store

EVERY_S = 0.02
EVERY_UNWATCHED_S = 0.25  # nobody waits; only the place to go on from is kept

log = logging.getLogger(__name__)


class FeedPoller:
    """Reads what came after the newest event at its start."""

    def __init__(self, store: Store, feed: Feed) -> None:
        self._store = store
        self._feed = feed

    async def run(self) -> None:
        """Poll until cancelled."""
        newest = await self._store.read(newest_live_id)
        while True:
            await asyncio.sleep(EVERY_S if self._feed.is_watched else EVERY_UNWATCHED_S)
            try:
                newest = await self._poll(newest)
            except StorageError as error:
                log.warning("reading live events: %s", error)

    async def _poll(self, newest: int) -> int:
        events = await self._store.read(lambda unit: live_after(unit, newest))
        self._feed.publish([_news(event) for event in events])
        return events[-1].id if events else newest


class _Named(msgspec.Struct):
    id: str


_named = msgspec.json.Decoder(_Named).decode


def _news(event: LiveEventView) -> AccountNews:
    body = bytes(event.body)
    order_id = _named(body).id if event.name.startswith("order.") else None
    return AccountNews(event.account_id, event.seq, order_id, event.name, body.decode())
