"""Writes events with their moment into the journal, and retries when flash fails.

After a failure it rests a while, so that a dying flash is not hammered; it says so once, and once when it is well
again. What could not be written is not kept here: the caller writes it again.
"""

from firmware.core.common.clock import Clock
from firmware.core.common.effects import ERROR, INFO, SAY
from firmware.core.common.journal import Journal, JournalError
from shared_protocol import fields

RETRY_MS = 1_000


class EventLog:
    """`event`, `intent` and `inventory` tell whether the record is durable."""

    def __init__(self, journal: Journal, clock: Clock) -> None:
        """Take the journal and the clock that dates events."""
        self.journal = journal
        self._clock = clock
        self._retry_ms: int | None = None
        self._trouble: str | None = None
        self._told = False

    def resting(self, now_ms: int) -> bool:
        """Tell whether the last write failed so short ago that nothing should be tried that can wait."""
        return self._retry_ms is not None and now_ms < self._retry_ms

    def deadline_ms(self) -> int | None:
        """Return when it is worth trying again, None when nothing failed."""
        return self._retry_ms

    def event(self, body: dict, at_ms: int, now_ms: int) -> int:
        """Write the event `body` as of uptime `at_ms`; returns its number, 0 when it is not durable."""
        body.update(self._clock.moment(at_ms))
        return self._write(self.journal.append_event, body, now_ms) or 0

    def intent(self, body: dict, now_ms: int) -> bool:
        """Write an INTENT; False when it is not durable, and what it announces must not be done."""
        body[fields.BOOT] = self._clock.boot
        body[fields.UPTIME_MS] = now_ms
        return self._write(self.journal.append_intent, body, now_ms) is not None

    def inventory(self, body: dict, now_ms: int) -> bool:
        """Write what the inventory says from now on, without any event."""
        return self._write(self.journal.append_inventory, body, now_ms) is not None

    def say(self, out: list) -> None:
        """Append a SAY to the effects when writing began to fail, or to work again."""
        if self._trouble is None and self._told:
            out.append((SAY, INFO, "journal: writing again"))
            self._told = False
        elif self._trouble is not None and not self._told:
            out.append((SAY, ERROR, "journal: " + self._trouble))
            self._told = True

    def _write(self, append, body: dict, now_ms: int) -> int | None:
        # Returns what `append` gave (True for nothing), or None when the record is not durable.
        try:
            result = append(body)
        except JournalError as error:
            self._retry_ms = now_ms + RETRY_MS
            self._trouble = str(error)
            return None
        self._retry_ms = None
        self._trouble = None
        return True if result is None else result
