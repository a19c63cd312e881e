"""Segments of a journal as the firmware writes them, for tests of what reads them without the firmware."""

from firmware.core.cabinet.inventory import Inventory
from firmware.core.common import records, segments
from shared_protocol import cabinet as wire
from shared_protocol import fields, messages


def segment(journal: bytes, first_seq: int, events: int, inventory: Inventory | None = None) -> bytes:
    """Return a segment with a head and that many events."""
    data = segments.head(journal, first_seq, 1, 1, inventory or Inventory())
    return data + b"".join(event(uptime_ms) for uptime_ms in range(events))


def event(uptime_ms: int) -> bytes:
    """Return the record of some event."""
    body = {fields.TYPE: messages.BOOTED, fields.BOOT: 1, fields.UPTIME_MS: uptime_ms, fields.CLOCK_QUALITY: 0}
    return records.build(records.EVENT, body)


def intent(command: bytes, slot: int) -> bytes:
    """Return the record of an INTENT."""
    body = {fields.BOOT: 1, fields.UPTIME_MS: 5, fields.COMMAND: command, fields.ORDER: b"o" * 16}
    return records.build(records.INTENT, body | {wire.SLOT: slot, wire.BANK: b"bank01"})


def result(command: bytes) -> bytes:
    """Return the record of a LEND_RESULT."""
    body = {fields.TYPE: wire.LEND_RESULT, fields.BOOT: 1, fields.UPTIME_MS: 9, fields.COMMAND: command}
    return records.build(records.EVENT, body)
