"""Reads the journal's bytes off a flash without a line of the firmware: framing, CRC and CBOR by other code.

The checkers' own eyes. What the firmware believes about its journal is never asked here; the format stands in
`firmware/core/common/records.py`, whose kinds of record are repeated on purpose.
"""

import binascii
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

import cbor2

from shared_protocol import cabinet as wire
from shared_protocol import fields

PREFIX = "journal-"

SEGMENT = 0x0F
EVENT = 0x33
INTENT = 0x55
INVENTORY = 0x96

_HEAD_BYTES = 6
_KINDS = (SEGMENT, EVENT, INTENT, INVENTORY)


class Record(NamedTuple):
    """One whole record: where it stands, its kind and what it says."""

    file: str
    offset: int
    kind: int
    body: dict[int, Any]


class Intent(NamedTuple):
    """An INTENT on flash; `place` (file, offset) tells it from every other one.

    Without a command it is the cabinet's own: a foreign bank is offered back.
    """

    place: tuple[str, int]
    command: bytes | None
    order: bytes | None
    slot: int
    bank: bytes
    boot: int


def records_of(file: str, data: bytes) -> Iterator[Record]:
    """Yield the whole records of one segment, up to the first that is torn."""
    offset = 0
    while offset + _HEAD_BYTES < len(data):
        length = (data[offset] << 8 | data[offset + 1]) >> 4
        written = data[offset + _HEAD_BYTES : offset + _HEAD_BYTES + length]
        crc = int.from_bytes(data[offset + 2 : offset + _HEAD_BYTES], "big")
        if len(written) < length or binascii.crc32(written) != crc or written[0] not in _KINDS:
            return
        yield Record(file, offset, written[0], cbor2.loads(written[1:]))
        offset += _HEAD_BYTES + length


def last_intent(files: Mapping[str, bytes]) -> Intent | None:
    """Return the newest INTENT that is durable, None when there is none."""
    for file in reversed(_segments(files)):
        intents = [record for record in records_of(file, files[file]) if record.kind == INTENT]
        if intents:
            newest = intents[-1]
            body, place = newest.body, (newest.file, newest.offset)
            command, order = body.get(fields.COMMAND), body.get(fields.ORDER)
            return Intent(place, command, order, body[wire.SLOT], body[wire.BANK], body[fields.BOOT])
    return None


def open_commands(files: Mapping[str, bytes]) -> set[bytes]:
    """Return the commands with an INTENT and no LEND_RESULT."""
    still_open: set[bytes] = set()
    for file in _segments(files):
        for _, _, kind, body in records_of(file, files[file]):
            if kind in (INTENT, INVENTORY) and fields.COMMAND in body:
                still_open.add(body[fields.COMMAND])
            elif kind == EVENT and body[fields.TYPE] == wire.LEND_RESULT:
                still_open.discard(body[fields.COMMAND])
    return still_open


def numbered_events(file: str, data: bytes) -> tuple[bytes, range] | None:
    """Return (journal id, numbers of the events) of one segment; None when its head cannot be read."""
    records = list(records_of(file, data))
    if not records or records[0].kind != SEGMENT:
        return None
    first = records[0].body[fields.SEQ]
    count = sum(record.kind == EVENT for record in records)
    return records[0].body[fields.JOURNAL], range(first, first + count)


def _segments(files: Mapping[str, bytes]) -> list[str]:
    return sorted(name for name in files if name.startswith(PREFIX))
