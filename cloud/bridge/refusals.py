"""Counts what was refused, and says so in the log at a bounded rate: a hostile peer must not fill a disk."""

import logging
import time
from collections.abc import Callable

from cloud.bridge.counters import NAMES, BridgeCounters
from shared_protocol.errors import RemoteError

EVERY_S = 10.0  # one line a reason in this time

log = logging.getLogger(__name__)


class Refusals:
    """One line for the first of a reason, then a count with the next after EVERY_S."""

    def __init__(self, counters: BridgeCounters, now_s: Callable[[], float] = time.monotonic) -> None:
        self._counters = counters
        self._now_s = now_s
        self._said_s: dict[str, float] = {}
        self._unsaid: dict[str, int] = {}

    def remote(self, topic: str, error: RemoteError) -> None:
        """Take note of a peer's fault."""
        self.take(topic, NAMES.get(error.code, str(error.code)), error.detail)

    def take(self, topic: str, reason: str, detail: str) -> None:
        """Take note of a refusal for `reason`, a name from a short list."""
        self._counters.refused[reason] += 1
        now_s = self._now_s()
        if now_s - self._said_s.get(reason, -EVERY_S) < EVERY_S:
            self._unsaid[reason] = self._unsaid.get(reason, 0) + 1
            return
        self._said_s[reason] = now_s
        more = self._unsaid.pop(reason, 0)
        log.warning("refused (%s) on %r: %s%s", reason, topic[:80], detail, f"; and {more} more before" if more else "")
