"""The bridge: connection, router and sender put together, and the recurring work that belongs to them.

Holds nothing that a restart would lose. It may run in the cloud's process or alone, over the same database.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from functools import partial

from cloud.bridge.connection import BrokerAddress, Connection
from cloud.bridge.counters import BridgeCounters
from cloud.bridge.keyring import Keyring
from cloud.bridge.router import Router
from cloud.bridge.sender import MARK_EVERY_S, Sender
from cloud.services.delivery.outbox import queued_commands
from cloud.services.periodic import each_minute, each_second
from cloud.services.ports.notes import Note
from cloud.services.ports.store import StorageError, Store, Unit
from cloud.services.ports.world import Ports
from shared_protocol import topics

# Requests are taken in this process: their commands come as notes, and looking into the outbox is for recovery only.
POLL_BESIDE_API_S = 1.0
# Requests are taken elsewhere: the outbox is the only way to learn of their commands.
POLL_ALONE_S = 0.02

log = logging.getLogger(__name__)


def every_device() -> list[str]:
    """Return the topic filters of all that devices say."""
    return [topics.every_device(leaf) for leaf in (topics.PRESENCE, topics.EVENT, topics.STATUS)]


class Bridge:
    """One bridge between one broker and one database; `filters` allow for shared subscriptions later."""

    def __init__(
        self,
        store: Store,
        ports: Ports,
        address: BrokerAddress,
        poll_every_s: float = POLL_BESIDE_API_S,
        filters: Sequence[str] | None = None,
    ) -> None:
        self.counters = BridgeCounters()
        self._store = store
        self._ports = ports
        self._poll_every_s = poll_every_s
        self._poll_now = asyncio.Event()
        keyring = Keyring(store, ports)
        self.router = Router(store, ports, keyring, self.counters)
        self._connection = Connection(
            address, every_device() if filters is None else filters, self.router.deliver, self._up, self._down
        )
        self._sender = Sender(
            store, ports, keyring, self.counters, self._connection.publish, lambda: self._connection.is_up
        )
        store.listen(self._take)

    @property
    def is_up(self) -> bool:
        """Tell whether the broker is there and we are subscribed."""
        return self._connection.is_up

    async def run(self) -> None:
        """Carry messages until cancelled; what is under way into the database then is finished."""
        try:
            async with asyncio.TaskGroup() as group:
                group.create_task(self._connection.run(), name="broker connection")
                group.create_task(self._sending(), name="outbox")
                group.create_task(_often(MARK_EVERY_S, self._sender.mark, "marking"), name="marking")
                for every_s, work in ((1.0, each_second), (60.0, each_minute)):
                    name = f"periodic work of {every_s:.0f} s"
                    group.create_task(_often(every_s, partial(self._periodic, work), name), name=name)
        finally:
            await asyncio.shield(self.router.settle())

    async def _periodic(self, work: Callable[[Unit, Ports], object]) -> None:
        await self._store.write(lambda unit: work(unit, self._ports))

    async def _sending(self) -> None:
        while True:
            try:
                async with asyncio.timeout(self._poll_every_s):
                    await self._poll_now.wait()
            except TimeoutError:
                pass
            self._poll_now.clear()
            if self.is_up:
                await _guarded(self._send_queued, "reading the outbox")

    async def _send_queued(self) -> None:
        self._sender.send_queued(await self._store.read(lambda unit: queued_commands(unit, self._ports)))

    def _take(self, notes: Sequence[Note]) -> None:
        self._sender.take(notes)

    def _up(self) -> None:
        self.counters.is_up = True
        self._poll_now.set()

    def _down(self) -> None:
        self.counters.is_up = False
        self.counters.losses += 1


async def _often(every_s: float, work: Callable[[], Awaitable[None]], what: str) -> None:
    while True:
        await asyncio.sleep(every_s)
        await _guarded(work, what)


async def _guarded(work: Callable[[], Awaitable[None]], what: str) -> None:
    """Run recurring work; a database that is busy or away is said and met again at the next turn."""
    try:
        await work()
    except StorageError as error:
        log.warning("%s: %s", what, error)
