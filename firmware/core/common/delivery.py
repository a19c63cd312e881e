"""Sends journaled events until the cloud has committed them, and applies its acknowledgements.

A window of events is in flight; without progress all of it is sent again. Events are read from flash as they are sent,
so an unacknowledged journal costs no memory. Knows no topics but the event leaf and nothing of what events mean.
"""

from firmware.core.common.clock import Clock
from firmware.core.common.effects import ERROR, PUBLISH, SAY
from firmware.core.common.journal import Journal, JournalError
from shared_protocol import fields, messages, topics

# Events in flight: enough to fill a slow link, few enough to be sent again without regret.
WINDOW = 8
# Events a call, so that their bodies are garbage before the next ones are read.
BURST = 2
# Without progress for this long, the window is sent again.
RESEND_MS = 5_000
# The cloud answers a presence with what it has committed; without an answer for this long, it is sent from where we know.
ANSWER_MS = 2_000
# After an error in reading flash.
RETRY_MS = 5_000


class Delivery:
    """`up` tells whether there is a link."""

    def __init__(self, journal: Journal, clock: Clock) -> None:
        """Take the journal to send from, and the clock that judges whether an answer is fresh."""
        self._journal = journal
        self._clock = clock
        self.up = False
        self._begun = False
        self._begin_ms = 0
        self._answered_ms = -1  # uptime of the newest report that an acknowledgement answered
        self._next = 1  # the event to send next
        self._resend_ms = 0
        self._not_before_ms = 0

    def link_up(self, now_ms: int) -> None:
        """Begin anew: what was in flight is unknown."""
        self.up = True
        self._begun = False
        self._answered_ms = now_ms - 1
        self._begin_ms = now_ms + ANSWER_MS
        self._not_before_ms = 0

    def link_down(self) -> None:
        """Send nothing more."""
        self.up = False

    def acknowledge(self, body: dict, now_ms: int) -> bool:
        """Take an ACK over; tells whether it concerned this journal and was possible."""
        fresh = self._clock.answers(body.get(fields.ECHO_BOOT), body.get(fields.ECHO_UPTIME_MS), now_ms)
        # Only an answer to a newer report than any answered before may move back (a cloud restored from a backup);
        # one that was replayed or overtaken could be from any time.
        newer = self.up and fresh and body[fields.ECHO_UPTIME_MS] > self._answered_ms
        before = self._journal.acknowledged
        if not self._journal.acknowledge(body[fields.JOURNAL], body[fields.SEQ], newer):
            return False
        if newer:
            self._answered_ms = body[fields.ECHO_UPTIME_MS]
        if self._journal.acknowledged < before or (newer and not self._begun):
            self._begin(now_ms)
        elif self._journal.acknowledged > before:
            self._next = max(self._next, self._journal.acknowledged + 1)
            self._resend_ms = now_ms + RESEND_MS
        return True

    def send(self, now_ms: int, out: list) -> None:
        """Append what is due to the effects."""
        if not self.up or now_ms < self._not_before_ms:
            return
        if not self._begun:
            if now_ms < self._begin_ms:
                return
            self._begin(now_ms)
        if self._in_flight() and now_ms >= self._resend_ms:
            self._begin(now_ms)
        for _ in range(BURST):
            if not self._sendable():
                return
            if not self._in_flight():
                self._resend_ms = now_ms + RESEND_MS
            try:
                body = self._journal.read(self._next)
            except JournalError as error:
                self._not_before_ms = now_ms + RETRY_MS
                out.append((SAY, ERROR, "delivery: " + str(error)))
                return
            self._publish(self._lost(now_ms) if body is None else body, out)

    def deadline_ms(self) -> int | None:
        """Return when `send` has something to do; 0 for at once, None for never."""
        if not self.up:
            return None
        if not self._begun:
            return self._begin_ms
        if self._sendable():
            return self._not_before_ms
        return self._resend_ms if self._in_flight() else None

    def _begin(self, now_ms: int) -> None:
        self._begun = True
        self._next = max(self._journal.acknowledged + 1, self._journal.first_seq)
        self._resend_ms = now_ms + RESEND_MS

    def _in_flight(self) -> bool:
        return self._next > max(self._journal.acknowledged + 1, self._journal.first_seq)

    def _sendable(self) -> bool:
        return self._next < self._journal.next_seq and self._next <= self._journal.acknowledged + WINDOW

    def _publish(self, body: dict, out: list) -> None:
        if body[fields.BOOT] == self._clock.boot:
            self._clock.sent(body[fields.UPTIME_MS])
        out.append((PUBLISH, topics.EVENT, body, False))
        self._next += 1

    def _lost(self, now_ms: int) -> dict:
        # Its bytes went bad on flash. Saying so keeps the numbers without a gap, and the cloud raises the alarm.
        body = self._clock.moment(now_ms)
        body[fields.TYPE] = messages.ENTRY_LOST
        body[fields.JOURNAL] = self._journal.journal_id
        body[fields.SEQ] = self._next
        return body
