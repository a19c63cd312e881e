"""One slot: what its sensors say, debounced; its faults; which order owns a bank that leaves while the slot is unsettled.

Judges readings only. Choosing, pulsing and journaling are the cabinet's business.

    UNKNOWN    this boot has not yet seen it long enough
    EMPTY      nothing answers
    ARRIVING   a bank answers, not yet long enough
    OCCUPIED   `bank` answers
    LEAVING    `bank` was settled here and does not answer, not yet long enough
"""

from firmware.core.cabinet.signals import UNMARKED
from shared_protocol import cabinet as wire
from shared_protocol.errors import LocalError

UNKNOWN = 0
EMPTY = 1
ARRIVING = 2
OCCUPIED = 3
LEAVING = 4

# What a reading shows. The settled ones: the same for long enough.
NOTHING = 0
NOTHING_SETTLED = 1
SAME = 2  # the bank that is settled here
SAME_SETTLED = 3
OTHER = 4  # any other bank
OTHER_SETTLED = 5

TABLE = {
    UNKNOWN: {NOTHING: UNKNOWN, NOTHING_SETTLED: EMPTY, OTHER: UNKNOWN, OTHER_SETTLED: OCCUPIED},
    EMPTY: {NOTHING: EMPTY, NOTHING_SETTLED: EMPTY, OTHER: ARRIVING},
    ARRIVING: {NOTHING: ARRIVING, NOTHING_SETTLED: EMPTY, OTHER: ARRIVING, OTHER_SETTLED: OCCUPIED},
    OCCUPIED: {NOTHING: LEAVING, SAME: OCCUPIED, SAME_SETTLED: OCCUPIED, OTHER: LEAVING},
    LEAVING: {
        NOTHING: LEAVING,
        NOTHING_SETTLED: EMPTY,
        SAME: LEAVING,
        SAME_SETTLED: OCCUPIED,
        OTHER: LEAVING,
        OTHER_SETTLED: OCCUPIED,
    },
}

# A bank is settled after three equal readings and this time: contacts bounce for some 20 ms, a hand for some 100.
DEBOUNCE_MS = 150
# A bank is gone when its id has been silent this long: longer than a bad contact while it slides past the springs.
CONFIRM_MS = 400
SAMPLES = 3
# A fault counts, and counts as gone, after this time: no return and no lend takes as long to settle.
FAULT_MS = 2_000
# A bank that leaves within this time after a pulse belongs to the order of that pulse.
UNSETTLED_MS = 60_000
# A jammed lock is tried again after this time, or when its bank was taken out.
JAM_MS = 900_000

BANK_BYTES = 6
_BLANK_IDS = (b"\x00\x00\x00\x00\x00\x00", b"\xff\xff\xff\xff\xff\xff")
MAX_CYCLES = 65_535
# Faults that go with a bank wherever it is.
_OF_BANK = wire.GAUGE_SILENT | wire.GAUGE_IMPLAUSIBLE | wire.WEAR_RECORD_BAD


class Slot:
    """`state`, `bank` (None unknown, b"" empty), `charge_pct`, `cycles`, `arrived_ms`, `left_ms`, `faults`, `order`."""

    def __init__(self, number: int) -> None:
        """Take the slot's number, from 1."""
        self.number = number
        self.state = UNKNOWN
        self.bank: bytes | None = None
        self.charge_pct: int = -1  # -1: not known
        self.cycles: int = -1  # -1: not known
        self.arrived_ms = 0  # first sight of `bank`, or of the one that is arriving
        self.left_ms = 0  # first silence of the bank that left last, or is leaving
        self.jammed = False
        self.unmarked = 0  # how many readings in a row showed `bank` without our mark
        self.refused = False  # `bank` is foreign, was offered back and stayed
        self.order: bytes | None = None  # which order owns a bank that leaves now; None: no order
        self._order_until_ms = 0
        self._jammed_until_ms = 0
        self._seen: bytes | None = None  # what answered last: id, b"" or None
        self._seen_since_ms = 0
        self._seen_count = 0
        self._arriving = b""
        self.judged = False  # whether `faults` says anything yet in this boot
        self._faults = 0
        self._shown_faults = 0  # of the last reading; counts once it lasted
        self._shown_since_ms = 0

    @property
    def faults(self) -> int:
        """The faults (codes.py, bits) that lasted long enough to count."""
        foreign = wire.FOREIGN_BANK if self.refused and self.bank else 0
        return self._faults | foreign | (wire.LOCK_JAMMED if self.jammed else 0)

    @property
    def bank_faults(self) -> int:
        """The faults of the bank itself that the last reading showed."""
        return self._shown_faults & _OF_BANK

    @property
    def unreadable(self) -> bool:
        """Whether the last reading showed that something is there, and not what."""
        return self._shown_faults & wire.BANK_UNREADABLE != 0

    @property
    def settled(self) -> bool:
        """Whether `bank` says what is there: a bank, or nothing."""
        return self.state == OCCUPIED or self.state == EMPTY  # noqa: PLR1714 - a tuple costs heap at each reading

    @property
    def bank_seen(self) -> bool:
        """Whether the last reading showed the bank that is settled here."""
        return self.state == OCCUPIED and self._seen == self.bank

    def read(self, reading: tuple, now_ms: int) -> None:
        """Take a reading (see signals.READINGS) over."""
        present, raw, charge_pct, cycles = reading
        bank = raw
        if raw and (len(raw) != BANK_BYTES or raw in _BLANK_IDS):
            bank = b""
        self._count(bank, now_ms)
        if bank and cycles is not None:
            self.unmarked = self.unmarked + 1 if cycles == UNMARKED else 0
        if bank is not None:
            self._move(bank, now_ms)
        elif self.order is not None:
            self._order_until_ms = now_ms + UNSETTLED_MS  # a bank that leaves is not seen: this time does not count
        self.charge_pct = charge_pct if bank and charge_pct is not None and 0 <= charge_pct <= 100 else -1
        self.cycles = cycles if bank and cycles is not None and 0 <= cycles <= MAX_CYCLES else -1
        self._judge(_faults_of(present, raw, bank, charge_pct, cycles), now_ms)
        if self.jammed and now_ms >= self._jammed_until_ms:
            self.jammed = False
        if self.order is not None and self.state == OCCUPIED and now_ms > self._order_until_ms:
            self.order = None

    def report_state(self, disabled: bool) -> int:
        """Return the state for the wire (codes.SLOT_*)."""
        if disabled:
            return wire.SLOT_DISABLED
        if self.faults:
            return wire.SLOT_FAULTY
        if self.state == EMPTY:
            return wire.SLOT_EMPTY
        return wire.SLOT_OCCUPIED if self.state == OCCUPIED else wire.SLOT_SETTLING

    def lendable(self, minimum_charge_pct: int) -> bool:
        """Tell whether the last reading shows an identified bank, charged enough, without any fault or open claim."""
        if not self.bank_seen or self.order is not None or self.faults or self._shown_faults:
            return False
        return self.charge_pct >= minimum_charge_pct

    def claim(self, order: bytes | None, now_ms: int) -> None:
        """From now on and for UNSETTLED_MS, a bank that leaves belongs to `order`; None: to no order."""
        self.order = order
        self._order_until_ms = now_ms + UNSETTLED_MS

    def jam(self, now_ms: int) -> None:
        """Record that the lock was pulsed and the bank stayed."""
        self.jammed = True
        self._jammed_until_ms = now_ms + JAM_MS

    def order_of_leaver(self) -> bytes | None:
        """Return the order that the bank which left belongs to, None if there is none."""
        return self.order if self.order is not None and self.left_ms <= self._order_until_ms else None

    def release(self) -> None:
        """Forget the claim: what it was about has been told."""
        self.order = None

    def _count(self, bank: bytes | None, now_ms: int) -> None:
        if bank is None or bank != self._seen:
            if bank is not None:
                self.unmarked = 0
            self._seen = bank
            self._seen_since_ms = now_ms
            self._seen_count = 1
        elif self._seen_count < SAMPLES:
            self._seen_count += 1

    def _move(self, bank: bytes, now_ms: int) -> None:
        lasts_ms = DEBOUNCE_MS if bank else CONFIRM_MS
        steady = self._seen_count >= SAMPLES and now_ms - self._seen_since_ms >= lasts_ms
        sight = (SAME if bank == self.bank else OTHER) if bank else NOTHING
        if steady:
            sight += 1
        before = self.state
        after = TABLE[before].get(sight)
        if after is None:
            raise LocalError("slot: no such transition: " + str(before) + " " + str(sight))
        self.state = after
        self._note_moments(before, bank)
        if sight == OTHER_SETTLED or (sight == NOTHING_SETTLED and before != EMPTY):
            self.bank = bank
            self.jammed = False
            if before != UNKNOWN:
                self.refused = False  # what the journal said of it at the start holds until something moves

    def _note_moments(self, before: int, bank: bytes) -> None:
        if (before == OCCUPIED and self.state == LEAVING) or before == UNKNOWN:
            self.left_ms = self._seen_since_ms  # after a boot all that is known is that it is not here now
        if bank and bank != self.bank and bank != self._arriving:  # noqa: PLR1714 - as above
            self._arriving = bank
            self.arrived_ms = self._seen_since_ms
        elif self.settled:
            self._arriving = b""

    def _judge(self, faults: int, now_ms: int) -> None:
        if faults != self._shown_faults:
            self._shown_faults = faults
            self._shown_since_ms = now_ms
        elif now_ms - self._shown_since_ms >= FAULT_MS:
            self._faults = faults
            self.judged = True


def _faults_of(present, raw, bank, charge_pct, cycles) -> int:
    faults = 0
    if present is None or raw is None:
        faults |= wire.EXPANDER_SILENT
    elif raw and not bank:
        faults |= wire.BANK_UNREADABLE
    elif present and not bank:
        # The switch may be stuck, or the bank's id memory be dead: readings do not tell which.
        faults |= wire.PRESENCE_STUCK | wire.BANK_UNREADABLE
    elif bank and not present:
        faults |= wire.PRESENCE_STUCK
    if bank:
        if charge_pct is None:
            faults |= wire.GAUGE_SILENT
        elif not 0 <= charge_pct <= 100 or (cycles is not None and cycles > MAX_CYCLES):
            faults |= wire.GAUGE_IMPLAUSIBLE
        if cycles is not None and cycles < 0:
            faults |= wire.WEAR_RECORD_BAD
    return faults
