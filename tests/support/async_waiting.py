"""Waiting for a condition with a deadline, without holding up the event loop."""

import asyncio
import time
from collections.abc import Callable
from typing import TypeVar

from tests.support.waiting import PATIENCE

T = TypeVar("T")


async def until_async(what: str, condition: Callable[[], T], timeout_s: float = 10.0, every_s: float = 0.01) -> T:
    """Return the first true value of `condition`; fail naming `what` when there is none in time."""
    deadline = time.monotonic() + timeout_s * PATIENCE
    while True:
        value = condition()
        if value:
            return value
        if time.monotonic() > deadline:
            raise AssertionError(f"waited {timeout_s * PATIENCE} s in vain for: {what}")
        await asyncio.sleep(every_s)
