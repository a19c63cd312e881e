"""Uptime as an integer that never wraps, out of ticks that do (after 2^30 ms, 12.4 days)."""


class Uptime:
    """Counts from 0 at its making; right as long as it is asked at least once in 2^29 ms (6.2 days)."""

    def __init__(self, ticks_ms, ticks_diff) -> None:
        """Take time.ticks_ms and time.ticks_diff."""
        self._ticks_ms = ticks_ms
        self._ticks_diff = ticks_diff
        self._last = ticks_ms()
        self._now_ms = 0

    def now_ms(self) -> int:
        """Return the milliseconds since the start."""
        ticks = self._ticks_ms()
        self._now_ms += self._ticks_diff(ticks, self._last)
        self._last = ticks
        return self._now_ms
