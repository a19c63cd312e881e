"""Presence, status and health: the reports of which the newest wins. Never journaled, never sent twice.

Owns when they are due, and what every device tells in them. What a kind of device adds is the business of its `status`:

    pages                       how many messages its status takes
    changed()                   a bit for each page on which something looks different from when it was asked before
    tell(page, body)            makes `body`, which bears the moment, the message of a page
    tell_presence(body)         adds to the presence what only this kind tells
"""

from firmware.core.common.clock import Clock
from firmware.core.common.effects import PUBLISH
from firmware.core.common.journal import Journal
from shared_protocol import codes, fields, messages, topics

# Changes are collected this long: a bank that is pushed in changes its slot several times.
COALESCE_MS = 500
STATUS_EVERY_MS = 30_000
HEALTH_EVERY_MS = 60_000

# What adapters may tell in (HEALTH, {field: value}).
ADAPTER_FIELDS = (fields.FREE_HEAP_BYTES, fields.LARGEST_FREE_BLOCK_BYTES, fields.RSSI_DBM, fields.DISCARDED_COUNT)


class Report:
    """Makes the reports of one boot."""

    def __init__(self, machine, journal: Journal, clock: Clock, reset_cause: int, firmware_version: str) -> None:
        """Take what is reported on; of the machine (see device.py) its `status` and what it is configured by."""
        self._status = machine.status
        self._configured = machine.configured
        self._journal = journal
        self._clock = clock
        self._reset_cause = reset_cause
        self._firmware_version = firmware_version
        self._figures: dict[int, int] = {}
        self._up = False
        self._dirty = 0  # a bit for each page that has to be sent
        self._dirty_ms = 0
        self._status_ms = 0
        self._health_ms = 0

    def link_up(self, connection: int, now_ms: int, out: list) -> None:
        """Append the presence of this connection; status and health follow."""
        self._up = True
        self._clock.sent(now_ms)
        out.append((PUBLISH, topics.PRESENCE, self._presence(connection, now_ms), True))
        self._all_pages(now_ms)
        self._health_ms = now_ms

    def link_down(self) -> None:
        """Report nothing more."""
        self._up = False

    def will(self, connection: int) -> dict:
        """Return the presence that the broker publishes when `connection` breaks."""
        return {
            fields.TYPE: messages.PRESENCE,
            fields.ONLINE: False,
            fields.BOOT: self._clock.boot,
            fields.CONNECTION: connection,
        }

    def take_figures(self, figures: dict, now_ms: int) -> None:
        """Keep figures of the adapters for the next health report, due now with the first; others than theirs are ignored."""
        if not self._figures:
            self.health_soon(now_ms)
        for key in ADAPTER_FIELDS:
            if key in figures:
                self._figures[key] = figures[key]

    def health_soon(self, now_ms: int) -> None:
        """Let the next health report be due now."""
        self._health_ms = now_ms

    def watch(self, now_ms: int) -> None:
        """Note which pages look different from what was reported."""
        changed = self._status.changed()
        if changed and not self._dirty:
            self._dirty_ms = now_ms + COALESCE_MS
        self._dirty |= changed

    def send(self, now_ms: int, out: list) -> None:
        """Append at most one report that is due to the effects."""
        if not self._up:
            return
        if now_ms >= self._status_ms:
            self._all_pages(now_ms)
        if self._dirty and now_ms >= self._dirty_ms:
            for page in range(self._status.pages):
                if self._dirty >> page & 1:
                    self._dirty &= ~(1 << page)
                    body = self._body(0, now_ms)
                    self._status.tell(page, body)
                    self._publish(body, now_ms, out)
                    return
        if now_ms >= self._health_ms:
            self._health_ms = now_ms + HEALTH_EVERY_MS
            self._publish(self._health(now_ms), now_ms, out)

    def deadline_ms(self) -> int | None:
        """Return when `send` has something to do, None for never."""
        if not self._up:
            return None
        due_ms = min(self._status_ms, self._health_ms)
        return min(due_ms, self._dirty_ms) if self._dirty else due_ms

    def _all_pages(self, now_ms: int) -> None:
        self._dirty = (1 << self._status.pages) - 1
        self._dirty_ms = now_ms
        self._status_ms = now_ms + STATUS_EVERY_MS

    def _publish(self, body: dict, now_ms: int, out: list) -> None:
        self._clock.sent(now_ms)
        out.append((PUBLISH, topics.STATUS, body, False))

    def _body(self, kind: int, now_ms: int) -> dict:
        return {fields.TYPE: kind, fields.BOOT: self._clock.boot, fields.UPTIME_MS: now_ms}

    def _presence(self, connection: int, now_ms: int) -> dict:
        body = self._body(messages.PRESENCE, now_ms)
        body[fields.ONLINE] = True
        body[fields.CONNECTION] = connection
        body[fields.JOURNAL] = self._journal.journal_id
        body[fields.FIRST_SEQ] = self._journal.first_seq
        body[fields.NEXT_SEQ] = self._journal.next_seq
        body[fields.CONFIGURATION_VERSION] = self._configured.configuration.version
        body[fields.FIRMWARE_VERSION] = self._firmware_version
        body[fields.PROTOCOL_VERSION] = codes.PROTOCOL_VERSION
        body[fields.RESET_CAUSE] = self._reset_cause
        self._status.tell_presence(body)
        return body

    def _health(self, now_ms: int) -> dict:
        body = self._body(messages.HEALTH, now_ms)
        body.update(self._figures)
        body[fields.CLOCK_QUALITY] = self._clock.quality
        body[fields.RESET_CAUSE] = self._reset_cause
        body[fields.JOURNAL_DEPTH] = self._journal.depth()
        body[fields.CONFIGURATION_VERSION] = self._configured.configuration.version
        if self._configured.temperature_dc is not None:
            body[fields.TEMPERATURE_DC] = self._configured.temperature_dc
        return body
