import asyncio
from collections.abc import Sequence

import pytest

from cloud.services.ports.store import StoreClosed, Unit
from cloud.storage.batch_thread import BatchThread
from cloud.storage.group_commit import Committed, Outcome, Work

LONG_S = 0.2
TURNS = 50  # of the event loop: more than a hand-over without waiting takes


class Batches:
    """A lane whose works are not run, only counted batch by batch."""

    def __init__(self, gather_s: float) -> None:
        self.sizes: list[int] = []
        self.thread = BatchThread("counting", self._run, lambda notes: None, gather_s)

    def _run(self, works: Sequence[Work]) -> Committed:
        self.sizes.append(len(works))
        return Committed([Outcome(None, None) for _ in works], [])

    async def together(self, count: int) -> None:
        await asyncio.gather(*(self.thread.submit(_nothing) for _ in range(count)))

    async def apart(self) -> None:
        first = self.thread.submit(_nothing)
        for _ in range(TURNS):
            await asyncio.sleep(0)
        await asyncio.gather(first, self.thread.submit(_nothing))


def _nothing(_: Unit) -> None:
    return None


async def test_after_a_crowd_those_who_come_a_little_apart_share_a_batch() -> None:
    batches = Batches(LONG_S)
    await batches.together(3)
    await batches.apart()
    assert batches.sizes == [3, 2]
    await batches.thread.close()


@pytest.mark.parametrize(("gather_s", "before"), [(LONG_S, 1), (0.0, 3)])
async def test_who_comes_alone_does_not_wait_for_company(gather_s: float, before: int) -> None:
    batches = Batches(gather_s)
    await batches.together(before)
    await batches.apart()
    assert batches.sizes == [before, 1, 1]
    await batches.thread.close()


async def test_closing_runs_what_is_being_gathered() -> None:
    batches = Batches(LONG_S)
    await batches.together(3)
    last = batches.thread.submit(_nothing)
    await batches.thread.close()
    assert last.done()
    assert batches.sizes == [3, 1]
    with pytest.raises(StoreClosed):
        await batches.thread.submit(_nothing)
