"""The firmware's journal on the chip's own flash: written without end, and read again after a reset in the middle of it.

What an event says follows from its number, so whoever reads needs no list. Each durable event is told in a line with a
check, and the youngest are never acknowledged: so what was told is what must be found, or was acknowledged.
"""

import gc
import os
import time
from binascii import crc32

from firmware.adapters.board.flash import Flash
from firmware.core.cabinet.inventory import Inventory
from firmware.core.cabinet.journal_room import HEAD_BYTES
from firmware.core.common.journal import MIN_SEGMENTS, Journal
from firmware.core.common.segments import SEGMENT_BYTES
from shared_protocol import cabinet as wire
from shared_protocol import codes, fields

FOLDER = "/hil/journal"
KEPT_EVENTS = 40
"""How many of the youngest events are never acknowledged: they reach over the border of a segment now and then."""

_ID = b"hil-bnch"
_QUOTA_BYTES = MIN_SEGMENTS * SEGMENT_BYTES
_SLOTS = 12
_ACKNOWLEDGED_EACH = 16
_INVENTORY_EACH = 50
_PAUSE_EACH = 256
_PAUSE_MS = 25  # a virtual board hears Ctrl-C when writing pauses
_SHOWN = 8


def event(seq):
    """Return the body of event `seq`: returns to all slots in turn, then removals from all, and so on."""
    is_return = seq // _SLOTS % 2 == 0
    body = {
        fields.TYPE: wire.BANK_RETURNED if is_return else wire.BANK_REMOVED,
        wire.SLOT: seq % _SLOTS + 1,
        wire.BANK: _bank(seq if is_return else seq - _SLOTS),
        fields.BOOT: 1 + seq // 1000,
        fields.UPTIME_MS: seq * 7_919_003,  # soon beyond small integers
        fields.CLOCK_QUALITY: codes.CLOCK_SYNCED,
        fields.WALL_MS: 1_700_000_000_000 + seq,
    }
    if is_return:
        body[wire.CHARGE_PCT] = seq % 101
        body[wire.CYCLES] = seq
    return body


def banks_before(next_seq):
    """Return {slot: bank} after all events before `next_seq`."""
    banks = {}
    for seq in range(max(1, next_seq - _SLOTS), next_seq):
        body = event(seq)
        banks[body[wire.SLOT]] = body[wire.BANK] if body[fields.TYPE] == wire.BANK_RETURNED else b""
    return banks


def line_of(seq):
    """Return the line that tells that event `seq` is durable."""
    number = str(seq)
    return "durable " + number + " " + f"{crc32(number.encode()):08x}"


def told(line):
    """Return the number that a line of the writer's tells, None when it is damaged or somebody else's."""
    words = line.split()
    if len(words) == 3 and words[1].isdigit() and line_of(int(words[1])) == line:
        return int(words[1])
    return None


def write():
    """Append without end, telling each event that is durable; acknowledge now and then, so that segments are deleted."""
    journal = _journal()
    _acknowledge(journal)  # as a cloud does that a board comes back to: what it heard before may not be on flash yet
    while True:
        seq = journal.append_event(event(journal.next_seq))
        print(line_of(seq))
        if seq % _ACKNOWLEDGED_EACH == 0:
            _acknowledge(journal)
        if seq % _INVENTORY_EACH == 0:
            journal.append_inventory(journal.inventory.checkpoint())
        if seq % _PAUSE_EACH == 0:
            time.sleep_ms(_PAUSE_MS)


def read():
    """Recover the journal and compare all that is in it.

    Returns `first`, `next`, `acknowledged`, `checked` events, the numbers (some of them) of `wrong` ones, whether the
    `inventory` is right, and the time it took: `recovery_ms`, `ms`.
    """
    gc.collect()
    started = time.ticks_ms()
    journal = _journal()
    recovery_ms = time.ticks_diff(time.ticks_ms(), started)
    first, following = journal.first_seq, journal.next_seq
    wrong = [seq for seq in range(first, following) if not _is_right(journal, seq)]
    return {
        "first": first,
        "next": following,
        "acknowledged": journal.acknowledged,
        "checked": following - first,
        "wrong": wrong[:_SHOWN],
        "inventory": journal.inventory.banks == banks_before(following),
        "recovery_ms": recovery_ms,
        "ms": time.ticks_diff(time.ticks_ms(), started),
    }


def clear():
    """Delete the journal."""
    flash = Flash(FOLDER)
    for name in flash.names():
        flash.remove(name)
    os.rmdir(FOLDER)


def _journal():
    return Journal(Flash(FOLDER), _ID, _QUOTA_BYTES, Inventory(), HEAD_BYTES, 0)


def _acknowledge(journal):
    journal.acknowledge(journal.journal_id, max(0, journal.next_seq - 1 - KEPT_EVENTS))


def _is_right(journal, seq):
    expected = event(seq)
    expected[fields.JOURNAL] = journal.journal_id
    expected[fields.SEQ] = seq
    return journal.read(seq) == expected


def _bank(seq):
    return b"bank" + crc32(str(seq).encode()).to_bytes(4, "big")
