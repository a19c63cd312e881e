"""The journal: numbered records that survive a power cut, in segments over a storage port (see firmware/README.md).

Owns numbers, room and deletion. What its records add up to is an inventory (see segments.py) that the kind of device hands
in, with the room that it keeps free. A record is durable when `append_*` returns; after a JournalError nothing was promised.
"""

import errno

from firmware.core.common import records, segments
from firmware.core.common.segments import SEGMENT_BYTES
from shared_protocol import cbor, fields

JOURNAL_ID_BYTES = 8

# What may stay unused at the end of a segment, because the next record did not fit: a long record.
WASTE_BYTES = 288
MIN_SEGMENTS = 3


class JournalError(Exception):
    """The record is not durable: flash full, quota full, or an I/O error. Nothing was promised."""


class Journal:
    """Appends, reads, acknowledges. `journal_id`, `next_seq`, `acknowledged`, `inventory`, `results`, `last_boot`."""

    def __init__(
        self, storage, new_id: bytes, quota_bytes: int, inventory, head_bytes: int, reserve_bytes: int
    ) -> None:
        """Recover from `storage`, or start a journal named `new_id` (8 random bytes) if there is none.

        `quota_bytes` is all that the journal may take. `inventory` is an empty one; no segment's head with it is longer than
        `head_bytes`. `has_room` tells whether more than `reserve_bytes` are free. Raises ValueError when the quota is too
        small for that, OSError when the flash cannot be read.
        """
        self._storage = storage
        self._most_segments = quota_bytes // SEGMENT_BYTES
        if len(new_id) != JOURNAL_ID_BYTES or self._most_segments < MIN_SEGMENTS:
            raise ValueError("a journal needs an id of 8 bytes and room for 3 segments")
        self._record_bytes = SEGMENT_BYTES - head_bytes - WASTE_BYTES  # of each segment, at the least
        self._reserve_bytes = reserve_bytes
        if reserve_bytes > (self._most_segments - 2) * self._record_bytes:
            raise ValueError("the journal's quota is too small to keep " + str(reserve_bytes) + " bytes free")
        found = segments.Recovery(storage, inventory)
        self.journal_id = new_id if found.journal_id is None else found.journal_id
        self.next_seq = found.next_seq
        self.acknowledged = found.acknowledged
        self.last_boot = found.boot
        self.boot = found.boot
        self.inventory = inventory
        self.results = found.results
        self._numbers = found.numbers
        self._bases = found.bases
        self._dead = found.dead
        self._last_number = found.last_number
        self._offset = found.offset
        self._suspect = found.suspect
        # Where sequential reading goes on: segment number, seq, offset.
        self._cursor_number = 0
        self._cursor_seq = 0
        self._cursor_offset = 0

    @property
    def first_seq(self) -> int:
        """The lowest number that can still be read (`next_seq` when there is none)."""
        return self._bases[0] if self._bases else self.next_seq

    def append_event(self, body: dict) -> int:
        """Make an event durable and return its number; `body` is complete but for JOURNAL and SEQ."""
        self._append(records.EVENT, body)
        self.next_seq += 1
        return self.next_seq - 1

    def append_intent(self, body: dict) -> None:
        """Make an INTENT durable: what the inventory wants of it, with BOOT and UPTIME_MS."""
        self._append(records.INTENT, body)

    def append_inventory(self, body: dict) -> None:
        """Make what the inventory says from now on durable, without any event; `body` is like that of a checkpoint."""
        self._append(records.INVENTORY, body)

    def read(self, seq: int) -> dict | None:
        """Return the body of event `seq` with JOURNAL and SEQ; None when it was deleted, or its bytes went bad.

        Reading ascending numbers is cheap. Raises JournalError when the flash cannot be read.
        """
        index = self._index_of(seq)
        if index is None or seq >= self.next_seq:
            return None
        try:
            payload = self._find(index, seq)
        except OSError as error:
            raise JournalError("cannot read: " + str(error))  # noqa: B904 - no chaining on MicroPython
        if payload is None:
            return None
        body: dict = cbor.decode(payload)  # type: ignore[assignment]  # an event is a map
        body[fields.JOURNAL] = self.journal_id
        body[fields.SEQ] = seq
        return body

    def acknowledge(self, journal_id: bytes, seq: int, exact: bool = False) -> bool:
        """Record that everything up to `seq` is committed; tells whether that concerned this journal.

        `exact` also moves back, for a cloud that was restored from a backup. Nothing is deleted before room is needed.
        """
        if journal_id != self.journal_id or not 0 <= seq < self.next_seq:
            return False
        if exact or seq > self.acknowledged:
            self.acknowledged = max(seq, self.first_seq - 1)
        return True

    def depth(self) -> int:
        """Return how many events wait for an acknowledgement."""
        return self.next_seq - 1 - self.acknowledged

    def room_bytes(self) -> int:
        """Return how many bytes of records still fit, without anything more being acknowledged."""
        free = self._most_segments - self._count() + self._deletable()
        rest = 0 if self._suspect else max(0, SEGMENT_BYTES - self._offset - WASTE_BYTES)
        return max(0, rest + free * self._record_bytes)

    def has_room(self) -> bool:
        """Tell whether something new may be begun: what it may still have to tell fits, and what comes unasked does too."""
        return self.room_bytes() >= self._reserve_bytes

    def _append(self, kind: int, body: dict) -> None:
        record = records.build(kind, body)
        if self._suspect or self._offset + len(record) > SEGMENT_BYTES:
            self._start_segment()
        try:
            self._storage.append(segments.name(self._last_number), record)
        except OSError as error:
            self._suspect = True
            raise JournalError("cannot append: " + str(error))  # noqa: B904 - no chaining on MicroPython
        self._offset += len(record)
        self.inventory.apply(kind, body)

    def _start_segment(self) -> None:
        try:
            self._make_room()
            number = self._last_number + 1
            # Counted as dead until it is whole: a failed append may have left a part of it.
            self._last_number = number
            self._suspect = True
            self._dead.append(number)
            data = segments.head(self.journal_id, self.next_seq, self.boot, self.acknowledged + 1, self.inventory)
            self._storage.append(segments.name(number), data)
        except OSError as error:
            raise JournalError("cannot start a segment: " + str(error))  # noqa: B904 - no chaining on MicroPython
        self._dead.remove(number)
        self._numbers.append(number)
        self._bases.append(self.next_seq)
        self._offset = len(data)
        self._suspect = False

    def _make_room(self) -> None:
        wanted = 2 * SEGMENT_BYTES  # littlefs writes a block anew before it lets go of the old one
        while self._count() >= self._most_segments or (self._deletable() and self._storage.free_bytes() < wanted):
            if not self._delete_one():
                raise JournalError("full: nothing is acknowledged that could be deleted")

    def _count(self) -> int:
        return len(self._bases) + len(self._dead)

    def _deletable(self) -> int:
        # Segments whose every event is acknowledged, the last one never; those without a readable head can always go.
        count = len(self._dead)
        for index in range(len(self._bases) - 1):
            if self._bases[index + 1] - 1 <= self.acknowledged:
                count += 1
        return count

    def _delete_one(self) -> bool:
        if not self._deletable():
            return False
        if self._dead:
            self._remove(self._dead[0])
            self._dead.pop(0)
        else:
            self._remove(self._numbers[0])
            self._numbers.pop(0)
            self._bases.pop(0)
        return True

    def _remove(self, number: int) -> None:
        try:
            self._storage.remove(segments.name(number))
        except OSError as error:
            if error.args[0] != errno.ENOENT:  # a segment whose first append failed may never have been there
                raise

    def _index_of(self, seq: int) -> int | None:
        for index in range(len(self._bases) - 1, -1, -1):
            if self._bases[index] <= seq:
                return index
        return None

    def _find(self, index: int, seq: int) -> bytes | None:
        number, at = self._numbers[index], self._bases[index]
        file = segments.name(number)
        if number == self._cursor_number and at <= self._cursor_seq <= seq:
            at, offset = self._cursor_seq, self._cursor_offset
        else:
            offset = segments.read_head(self._storage, file)[3]
        while True:
            found, kind, payload, after = records.look(self._storage, file, offset, at == seq)
            if found not in (records.WHOLE, records.BAD):
                return None
            offset = after
            if kind != records.EVENT:
                continue
            at += 1
            if at > seq:
                self._cursor_number, self._cursor_seq, self._cursor_offset = number, at, offset
                return payload
