"""Wall time over uptime, and how good it is. Takes the time of the server only from an answer to our own report, which is fresh.

Knows no chip and no message layout; who asks hands in uptimes.
"""

from shared_protocol import codes, fields
from shared_protocol.limits import MAX_TIME_MS

# Nothing of ours is older than this (November 2023): a chip that says less has lost its battery.
EARLIEST_MS = 1_700_000_000_000
# An answer that took longer says too little about what time it is now.
MAX_ROUND_TRIP_MS = 5_000
# A worse round trip replaces a better one only after this time, because crystals drift (about 20 ppm: 12 ms in it).
KEEP_BEST_MS = 600_000
# The chip is set when it is further off than its own resolution of a second, and some.
MAX_RTC_ERROR_MS = 2_000
_REMEMBERED_REPORTS = 8


class Clock:
    """Keeps boot number, offset of wall time to uptime, and its quality (codes.CLOCK_*)."""

    def __init__(self, boot: int) -> None:
        """Take this boot's number."""
        self.boot = boot
        self.quality = codes.CLOCK_NONE
        self._offset_ms = 0
        self._rtc_offset_ms: int | None = None
        self._round_trip_ms = 0
        self._synced_ms = 0
        self._reports: list[int | None] = [None] * _REMEMBERED_REPORTS
        self._next_report = 0

    def moment(self, at_ms: int) -> dict:
        """Return the fields BOOT, UPTIME_MS, CLOCK_QUALITY and, when known, WALL_MS of uptime `at_ms`."""
        moment = {fields.BOOT: self.boot, fields.UPTIME_MS: at_ms, fields.CLOCK_QUALITY: self.quality}
        if self.quality != codes.CLOCK_NONE:
            moment[fields.WALL_MS] = at_ms + self._offset_ms
        return moment

    def take_rtc(self, unix_ms: int, now_ms: int) -> None:
        """Take the clock chip's time over, unless it is absurd or the server's is known."""
        if not EARLIEST_MS <= unix_ms <= MAX_TIME_MS:
            return
        self._rtc_offset_ms = unix_ms - now_ms
        if self.quality != codes.CLOCK_SYNCED:
            self._offset_ms = self._rtc_offset_ms
            self.quality = codes.CLOCK_RTC

    def sent(self, now_ms: int) -> None:
        """Remember that a report bearing uptime `now_ms` was sent just now."""
        self._reports[self._next_report] = now_ms
        self._next_report = (self._next_report + 1) % _REMEMBERED_REPORTS

    def answers(self, echo_boot: int | None, echo_uptime_ms: int | None, now_ms: int) -> bool:
        """Tell whether an answer to the report of `echo_uptime_ms` is one to ours, and came soon enough to be fresh."""
        if echo_uptime_ms is None or echo_boot != self.boot or echo_uptime_ms not in self._reports:
            return False
        return 0 <= now_ms - echo_uptime_ms <= MAX_ROUND_TRIP_MS

    def take_server(self, unix_ms: int, echo_uptime_ms: int, now_ms: int) -> int | None:
        """Take the server's time over, from a report that it `answers`; returns the time to set the chip to, or None."""
        if not EARLIEST_MS <= unix_ms <= MAX_TIME_MS:
            return None
        round_trip_ms = now_ms - echo_uptime_ms
        better = self.quality != codes.CLOCK_SYNCED or round_trip_ms <= self._round_trip_ms
        if not better and now_ms - self._synced_ms < KEEP_BEST_MS:
            return None
        self._offset_ms = unix_ms + round_trip_ms // 2 - now_ms
        self._round_trip_ms = round_trip_ms
        self._synced_ms = now_ms
        self.quality = codes.CLOCK_SYNCED
        return self._correction(now_ms)

    def _correction(self, now_ms: int) -> int | None:
        rtc_offset_ms = self._rtc_offset_ms
        if rtc_offset_ms is not None and abs(rtc_offset_ms - self._offset_ms) <= MAX_RTC_ERROR_MS:
            return None
        self._rtc_offset_ms = self._offset_ms
        return now_ms + self._offset_ms
