"""A thread that takes whole batches of work from the event loop: one hand-off each way for all that is queued."""

import asyncio
import queue
import threading
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

from cloud.services.ports.notes import Note
from cloud.services.ports.store import StoreClosed
from cloud.storage.group_commit import Committed, Outcome, Work

# A batch is a pause for those who come after it; beyond this size it saves nothing more.
_MAX_BATCH = 256

_CROWD = 2  # works in a batch that show that several people are at it


class _Item(NamedTuple):
    work: Work
    future: "asyncio.Future[Any]"


class BatchThread:
    """Queues work, runs it batch by batch in its thread with `run`, resolves the callers, hands notes to `tell`.

    All methods belong to the event loop's thread. Works of a batch wait while the one before it runs, and after a batch
    of several for `gather_s` more: others are about to come, and a batch costs much the same for two as for thirty. Who
    comes alone never waits for company.
    """

    def __init__(
        self,
        name: str,
        run: Callable[[Sequence[Work]], Committed],
        tell: Callable[[Sequence[Note]], None],
        gather_s: float = 0.0,
    ) -> None:
        """Start the thread; call inside a running event loop."""
        self._loop = asyncio.get_running_loop()
        self._run = run
        self._tell = tell
        self._gather_s = gather_s
        self._waiting: list[_Item] = []
        self._busy = False
        self._closed = False
        self._idle = asyncio.Event()
        self._idle.set()
        self._batches: queue.SimpleQueue[list[_Item] | None] = queue.SimpleQueue()
        self._thread = threading.Thread(target=self._work, name=name, daemon=True)
        self._thread.start()

    def submit(self, work: Work) -> "asyncio.Future[Any]":
        """Queue `work`; the future has its result or what it raised, after the commit."""
        future: asyncio.Future[Any] = self._loop.create_future()
        if self._closed:
            future.set_exception(StoreClosed("the store was closed"))
            return future
        self._waiting.append(_Item(work, future))
        if not self._busy:
            # Not at once: whoever else has something to write in this turn of the loop joins the batch.
            self._busy = True
            self._idle.clear()
            self._loop.call_soon(self._hand_over)
        return future

    async def close(self) -> None:
        """Run what is queued, then end the thread; new work is refused."""
        self._closed = True
        await self._idle.wait()
        self._batches.put(None)
        await asyncio.to_thread(self._thread.join)

    def _hand_over(self) -> None:
        batch, self._waiting = self._waiting[:_MAX_BATCH], self._waiting[_MAX_BATCH:]
        if batch:
            self._batches.put(batch)
        else:
            self._busy = False
            self._idle.set()

    def _work(self) -> None:
        while (batch := self._batches.get()) is not None:
            committed = self._run([item.work for item in batch])
            try:
                self._loop.call_soon_threadsafe(self._finish, batch, committed)
            except RuntimeError:
                return  # the loop was closed: nobody is left who waits

    def _finish(self, batch: list[_Item], committed: Committed) -> None:
        for item, outcome in zip(batch, committed.outcomes, strict=True):
            _resolve(item.future, outcome)
        if self._gather_s and len(batch) >= _CROWD and len(self._waiting) < _MAX_BATCH:
            self._loop.call_later(self._gather_s, self._hand_over)
        else:
            self._hand_over()
        if committed.notes:
            self._tell(committed.notes)


def _resolve(future: "asyncio.Future[Any]", outcome: Outcome) -> None:
    if future.done():
        return  # the caller gave up waiting; the work is done all the same
    if outcome.error is None:
        future.set_result(outcome.result)
    else:
        future.set_exception(outcome.error)
