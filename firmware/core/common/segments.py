"""The journal's files: which there are, in which order, what their heads say, and what recovery reads out of them.

A segment is a file of at most SEGMENT_BYTES: a SEGMENT record (journal id, number of the first event, boot, first
unacknowledged number) and an INVENTORY record, written in one append, then EVENT and INTENT records. Nothing is ever
written behind a tail that looks wrong; the journal goes on in a new file. Decides nothing about sending.

What the records add up to is the business of an inventory, one for each kind of device:

    apply(kind, body)   takes a record over; runs when it is written and again at recovery
    checkpoint()        returns the body of an INVENTORY record that says all of it
    RESULTS             types of the events that a command which touched hardware ends in
"""

from firmware.core.common import records
from shared_protocol import cbor, fields

SEGMENT_BYTES = 4096  # one block of littlefs: a file costs what it says
PREFIX = "journal-"
# More unacknowledged results than a board remembers commands cannot come up.
MAX_RESULTS = 64


def name(number: int) -> str:
    """Return the file name of segment `number`."""
    return PREFIX + f"{number:08d}"


def numbers(storage) -> list:
    """Return the numbers of all segments there are, ascending; other files are not ours."""
    found = []
    for text in storage.names():
        digits = text[len(PREFIX) :]
        if text.startswith(PREFIX) and digits.isdigit() and text == name(int(digits)):
            found.append(int(digits))
    found.sort()
    return found


def read_head(storage, file: str) -> tuple:
    """Return (what was found, SEGMENT body, INVENTORY body, offset behind both).

    The bodies are None unless WHOLE; an INVENTORY that went BAD is None too, its events can still be read.
    """
    found, kind, first, offset = records.look(storage, file, 0)
    if found != records.WHOLE or kind != records.SEGMENT:
        return (records.LOST if found == records.WHOLE else found), None, None, 0
    found, kind, second, offset = records.look(storage, file, offset)
    if found not in (records.WHOLE, records.BAD) or kind != records.INVENTORY:
        return (records.LOST if found == records.WHOLE else found), None, None, 0
    return records.WHOLE, cbor.decode(first), None if found == records.BAD else cbor.decode(second), offset


class Recovery:
    """What the segments on flash add up to; made once, at start, and dropped by the journal that takes it over.

    `journal_id` (None: no journal), `numbers` of the segments, `bases` (first event of each; two lists, because a board
    keeps a hundred of them), `dead` numbers without a readable head, `next_seq`, `acknowledged`, `boot`, `results`,
    `offset` in the last segment, `suspect` tail.
    """

    def __init__(self, storage, inventory) -> None:
        """Read the heads of all segments, and all records that may be unacknowledged, into `inventory`; raises OSError."""
        self._storage = storage
        self._inventory = inventory
        self.journal_id: bytes | None = None
        self.numbers: list[int] = []
        self.bases: list[int] = []
        self.dead: list[int] = []
        self.next_seq = 1
        self.acknowledged = 0
        self.boot = 0
        self.results: list[tuple] = []
        self.offset = 0
        self.suspect = True
        self.last_number = 0
        gap = self._read_heads()
        if self.journal_id is not None:
            self._read_records()
        self.next_seq += gap

    def _read_heads(self) -> int:
        # From the newest back, because it says which journal is meant. Returns how many numbers a lost newest may have used.
        gap = 0
        found_numbers = numbers(self._storage)
        for number in reversed(found_numbers):
            self.last_number = max(self.last_number, number)
            found, head, _, _ = read_head(self._storage, name(number))
            if found == records.WHOLE and self._is_ours(head):
                self.numbers.insert(0, number)
                self.bases.insert(0, head[fields.SEQ])
                continue
            self.dead.append(number)
            if not self.bases and found in (records.BAD, records.LOST):
                gap += SEGMENT_BYTES // records.MIN_EVENT_BYTES
        return gap

    def _is_ours(self, head: dict) -> bool:
        if self.journal_id is None:
            self.journal_id = head[fields.JOURNAL]
            self.acknowledged = head[fields.FIRST_SEQ] - 1
            self.boot = head[fields.BOOT]
        elif head[fields.JOURNAL] != self.journal_id:
            return False
        return not self.bases or head[fields.SEQ] <= self.bases[0]

    def _read_records(self) -> None:
        last = len(self.bases) - 1
        start = last
        while start > 0 and (self.bases[start] > self.acknowledged + 1 or self._lacks_inventory(start)):
            start -= 1
        for index in range(start, last + 1):
            limit = self.bases[index + 1] if index < last else None
            self._read_segment(index, limit)
        if self.last_number != self.numbers[last]:
            self.suspect = True

    def _lacks_inventory(self, index: int) -> bool:
        return read_head(self._storage, name(self.numbers[index]))[2] is None

    def _read_segment(self, index: int, limit: int | None) -> None:
        file = name(self.numbers[index])
        seq = self.bases[index]
        found, _, checkpoint, offset = read_head(self._storage, file)
        if found != records.WHOLE:  # it could be read a moment ago: the flash is failing, and appending would be worse
            raise OSError("segment " + file + " reads differently each time")
        if checkpoint is not None:
            self._inventory.apply(records.INVENTORY, checkpoint)
        self.suspect = checkpoint is None
        found = records.END
        while limit is None or seq < limit:
            found, kind, payload, after = records.look(self._storage, file, offset)
            if found == records.WHOLE:
                self._take(kind, cbor.decode(payload), seq)
            elif found != records.BAD:
                break
            else:
                self.suspect = True
            if kind == records.EVENT:
                seq += 1
            offset = after
        if found in (records.TORN, records.LOST):
            self.suspect = True
        if found == records.LOST:
            seq += (SEGMENT_BYTES - offset) // records.MIN_EVENT_BYTES
        self.next_seq = seq
        self.offset = offset

    def _take(self, kind: int, body, seq: int) -> None:
        self._inventory.apply(kind, body)
        if kind == records.INVENTORY:
            return
        self.boot = max(self.boot, body[fields.BOOT])
        if kind == records.EVENT and body[fields.TYPE] in self._inventory.RESULTS and seq > self.acknowledged:
            outcome = body[fields.OUTCOME]
            reason = body.get(fields.REASON, 0)
            self.results.append((body[fields.COMMAND], outcome, reason, body.get(fields.BOUND_BOOT, self.boot), seq))
            if len(self.results) > MAX_RESULTS:
                self.results.pop(0)


def head(journal_id: bytes, seq: int, boot: int, first_unacknowledged: int, inventory) -> bytes:
    """Return the first bytes of a new segment."""
    body = {
        fields.JOURNAL: journal_id,
        fields.SEQ: seq,
        fields.BOOT: boot,
        fields.FIRST_SEQ: first_unacknowledged,
    }
    return records.build(records.SEGMENT, body) + records.build(records.INVENTORY, inventory.checkpoint())
