"""Waiting for a condition with a deadline, instead of sleeping and hoping."""

import time
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")

# A wait is stated for a machine that has nothing else to do. One with a busy loop on each core, and other tests beside,
# is this many times as slow; only a failure takes longer for it.
PATIENCE = 5


def until(what: str, condition: Callable[[], T], timeout_s: float = 20.0, every_s: float = 0.05) -> T:
    """Return the first true value of `condition`; fail naming `what` when there is none in time."""
    deadline = time.monotonic() + timeout_s * PATIENCE
    while True:
        value = condition()
        if value:
            return value
        if time.monotonic() > deadline:
            raise AssertionError(f"waited {timeout_s * PATIENCE} s in vain for: {what}")
        time.sleep(every_s)
