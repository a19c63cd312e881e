"""Child processes that never outlive us."""

import ctypes
import os
import signal
from collections.abc import Callable

_PR_SET_PDEATHSIG = 1
_libc = ctypes.CDLL(None, use_errno=True)


def die_with_parent() -> Callable[[], None]:
    """Return a `preexec_fn` that has the kernel end the child (SIGTERM) when the thread that starts it ends.

    Start children from the main thread: the signal follows the thread, not the process. Linux; elsewhere it does nothing.
    """
    parent = os.getpid()

    def ask() -> None:
        if getattr(_libc, "prctl", None) is None:
            return
        _libc.prctl(_PR_SET_PDEATHSIG, signal.SIGTERM, 0, 0, 0)
        if os.getppid() != parent:  # it ended between fork and here
            os._exit(1)

    return ask
