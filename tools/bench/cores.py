"""Who runs on which processor core: the cloud on one of its own, so that the load beside it does not disturb its figures."""

import contextlib
import os
from collections.abc import Iterator


@contextlib.contextmanager
def core_for_cloud() -> Iterator[int | None]:
    """Keep this thread and what it starts off one core, and yield that core's number; None where there is only one.

    What this thread may run on is put back at the end.
    """
    allowed = os.sched_getaffinity(0) if hasattr(os, "sched_getaffinity") else set()
    if len(allowed) < 2:
        yield None
        return
    core = max(allowed)
    os.sched_setaffinity(0, allowed - {core})
    try:
        yield core
    finally:
        os.sched_setaffinity(0, allowed)
