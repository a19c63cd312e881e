"""Framing of one record on flash: length, CRC-32, kind, CBOR body. Knows nothing of segments or of what bodies mean.

A record is u16 (length << 4 | check of the length), u32 CRC-32 of what follows, then `length` bytes: kind and body. The
length carries its own check because a reader must tell a write that a power cut tore (bytes are missing at the end)
from bytes that went bad later: only the first may be forgotten without a trace.
"""

import binascii

from shared_protocol import cbor

# Any two kinds differ in four bits, so that one bad bit never turns one into another.
SEGMENT = 0x0F
EVENT = 0x33
INTENT = 0x55
INVENTORY = 0x96

# What `look` finds at an offset.
WHOLE = 0
END = 1  # nothing: the file ends here
TORN = 2  # the file ends inside a record that was being written
BAD = 3  # a record of known length and kind whose bytes changed
LOST = 4  # not even the length can be believed: what follows cannot be found

HEAD_BYTES = 6
MAX_LENGTH = 4095
# The shortest event there can be: head, kind, map head, type, boot, uptime, clock quality.
MIN_EVENT_BYTES = HEAD_BYTES + 10


def build(kind: int, body: dict) -> bytes:
    """Return the record of `body` (a map that the CBOR profile allows, at most MAX_LENGTH - 1 bytes encoded)."""
    payload = bytes([kind]) + cbor.encode(body)
    length = len(payload)
    word = length << 4 | _check(length)
    return word.to_bytes(2, "big") + binascii.crc32(payload).to_bytes(4, "big") + payload


def look(storage, name: str, offset: int, with_body: bool = True) -> tuple:
    """Return (what is there, kind, body bytes or None, offset of the next record) for `offset` of a file.

    Without the body the CRC is not checked, and a whole record and a BAD one look alike. Raises OSError.
    """
    head = storage.read(name, offset, HEAD_BYTES + 1)
    if not head:
        return END, 0, None, offset
    if len(head) <= HEAD_BYTES:
        return TORN, 0, None, offset
    word = head[0] << 8 | head[1]
    length = word >> 4
    kind = head[HEAD_BYTES]
    if _check(length) != word & 15 or kind not in (SEGMENT, EVENT, INTENT, INVENTORY):
        return LOST, 0, None, offset
    after = offset + HEAD_BYTES + length
    if not with_body:
        return WHOLE, kind, None, after
    payload = storage.read(name, offset + HEAD_BYTES, length)
    if len(payload) < length:
        return TORN, kind, None, offset
    if binascii.crc32(payload) != int.from_bytes(head[2:6], "big"):
        return BAD, kind, None, after
    return WHOLE, kind, payload[1:], after


def _check(length: int) -> int:
    return (length ^ length >> 4 ^ length >> 8 ^ 10) & 15
