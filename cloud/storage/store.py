"""The stores: `ThreadedStore` for a running event loop, `InlineStore` for simulator and tests."""

import asyncio
from collections.abc import Callable
from typing import Any, TypeVar

from cloud.services.ports.notes import Listener
from cloud.services.ports.store import Unit
from cloud.storage.batch_thread import BatchThread
from cloud.storage.engine.connection import Connection
from cloud.storage.group_commit import Committed, GroupCommit
from cloud.storage.listeners import Listeners

T = TypeVar("T")

_GATHER_S = 0.002  # about what a commit to a disk takes; reads have no commit to share


class ThreadedStore:
    """services.ports.Store over two connections, each in a thread of its own: one writes, one reads."""

    def __init__(self, writing: Connection, reading: Connection) -> None:
        """Take both connections over; call inside a running event loop."""
        self._listeners = Listeners()
        self._writing, self._reading = GroupCommit(writing), GroupCommit(reading)
        self._writer = BatchThread("store-writer", self._writing.write, self._listeners.tell, _GATHER_S)
        self._reader = BatchThread("store-reader", self._reading.read, self._listeners.tell)

    def write(self, work: Callable[[Unit], T]) -> "asyncio.Future[T]":
        """Run `work` in the next group commit; see services.ports.Store."""
        return self._writer.submit(work)

    def read(self, work: Callable[[Unit], T]) -> "asyncio.Future[T]":
        """Run `work`, which only looks; see services.ports.Store."""
        return self._reader.submit(work)

    def listen(self, listener: Listener) -> None:
        """Have `listener` called with the notes of each commit, on the event loop."""
        self._listeners.add(listener)

    async def close(self) -> None:
        """Write what is queued, then close both connections."""
        await self._writer.close()
        await self._reader.close()
        self._writing.close()
        self._reading.close()


class InlineStore:
    """The same transactions in the caller's own thread, one item each: results are returned, not awaited."""

    def __init__(self, connection: Connection) -> None:
        """Take the connection over."""
        self._listeners = Listeners()
        self._transactions = GroupCommit(connection)

    def write(self, work: Callable[[Unit], T]) -> T:
        """Run `work` in a transaction, tell the listeners, return its result; raises what it raised."""
        committed = self._transactions.write((work,))
        result: T = _only(committed)
        self._listeners.tell(committed.notes)
        return result

    def read(self, work: Callable[[Unit], T]) -> T:
        """Run `work`, which only looks."""
        result: T = _only(self._transactions.read((work,)))
        return result

    def listen(self, listener: Listener) -> None:
        """Have `listener` called with the notes of each commit, inside `write`."""
        self._listeners.add(listener)

    def close(self) -> None:
        """Close the connection."""
        self._transactions.close()


def _only(committed: Committed) -> Any:
    outcome = committed.outcomes[0]
    if outcome.error is not None:
        raise outcome.error
    return outcome.result
