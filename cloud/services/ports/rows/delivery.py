"""Rows on messages to and from devices."""

from typing import NamedTuple


class Command(NamedTuple):
    """A command to a device; the table is the outbox. `body` is JSON for CONFIGURE and EJECT, absent for LEND."""

    id: str
    device_id: str
    order_id: str | None
    kind: str  # lend, configure, eject
    state: str
    boot: int
    not_after_uptime_ms: int
    body: str | None
    attempts: int
    created_ms: int
    sent_ms: int | None
    due_ms: int  # when it is sent again if it is still open
    outcome: int | None
    reason: int | None


class InboxEvent(NamedTuple):
    """An event as it came, kept whole."""

    device_id: str
    journal_id: str
    seq: int
    type: int
    topic: str
    envelope: bytes
    received_ms: int
    state: str  # applied, parked, quarantined
    detail: str | None


class Advanced(NamedTuple):
    """What is needed of a device's row after its journal was advanced by one, its last live report included."""

    organisation_id: str
    parked_count: int
    live_boot: int
    live_uptime_ms: int
    live_at_ms: int
