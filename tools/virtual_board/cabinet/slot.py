"""One slot of a cabinet as a thing: bank, contacts, presence switch, lock.

Owns what happens mechanically and what is out of order. Knows no register, no pin number and no clock but the one given.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum

from tools.virtual_board.cabinet.bank import Bank
from tools.virtual_board.chips.bus import Chip
from tools.virtual_board.chips.eeprom_24aa02e48 import Eeprom24aa02e48
from tools.virtual_board.chips.max17048 import Max17048
from tools.virtual_board.errors import ActionRefusedError

BOUNCE_MS = 6
UNLOCK_MS = 60
"""How long a drive must stay high until the lock has let go; shorter pulses do nothing."""


class Stuck(StrEnum):
    """What a presence switch does instead of its work."""

    FREE = "free"
    PRESENT = "present"
    ABSENT = "absent"
    BOUNCING = "bouncing"


class Gauge(StrEnum):
    """What a fuel gauge does."""

    OK = "ok"
    SILENT = "silent"
    IMPLAUSIBLE = "implausible"


@dataclass
class Pulse:
    """One time that a lock was driven. Times in ms of the host's monotonic clock."""

    order: int
    slot: int
    boot: int
    at_ms: int
    duration_ms: int | None = None
    ejected: str | None = None


@dataclass
class Slot:
    """A slot and its faults; numbered from 1, as on the front of the cabinet."""

    number: int
    now_ms: Callable[[], float]
    bank: Bank | None = None
    jammed: bool = False
    presence: Stuck = Stuck.FREE
    id_silent: bool = False
    gauge: Gauge = Gauge.OK
    drive: bool = False
    _changed_ms: float = float("-inf")
    _reads: int = 0
    _id_chip: Eeprom24aa02e48 | None = field(default=None, repr=False)
    _gauge_chip: Max17048 | None = field(default=None, repr=False)

    def insert(self, bank: Bank) -> None:
        """Push a bank in until it latches; raises ActionRefusedError where one is."""
        if self.bank:
            raise ActionRefusedError(f"slot {self.number} holds bank {self.bank.name}; pull it first")
        self.bank = bank
        self._changed_ms = self.now_ms()
        self._id_chip = Eeprom24aa02e48(bank.identity, bank.memory, self.now_ms)
        self._gauge_chip = Max17048(self._gauge_reading)

    def take(self) -> Bank:
        """Remove the bank and return it; raises ActionRefusedError where none is."""
        if not self.bank:
            raise ActionRefusedError(f"slot {self.number} is empty")
        bank, self.bank = self.bank, None
        self._id_chip = self._gauge_chip = None
        self._changed_ms = self.now_ms()
        return bank

    def require_bank(self) -> Bank:
        """Return the bank; raises ActionRefusedError where none is."""
        if not self.bank:
            raise ActionRefusedError(f"slot {self.number} is empty; insert a bank first")
        return self.bank

    def presence_closed(self) -> bool:
        """Return what the presence switch shows now; it bounces for a few ms after each change."""
        if self.presence in (Stuck.PRESENT, Stuck.ABSENT):
            return self.presence is Stuck.PRESENT
        if self.presence is Stuck.BOUNCING or self.now_ms() - self._changed_ms < BOUNCE_MS:
            self._reads += 1
            return bool(self._reads & 1)
        return self.bank is not None

    def id_chip(self) -> Chip | None:
        """Return the id chip that the contacts reach."""
        return None if self.id_silent else self._id_chip

    def gauge_chip(self) -> Chip | None:
        """Return the fuel gauge that the contacts reach."""
        return None if self.gauge is Gauge.SILENT else self._gauge_chip

    def lose_power(self) -> None:
        """Let the chips in the slot forget what they forget; a gauge lives on its own cell."""
        if self._id_chip:
            self._id_chip.lose_power()

    def _gauge_reading(self) -> float:
        if self.gauge is Gauge.IMPLAUSIBLE:
            return 255.0  # more than full: what a torn ground contact reads
        return self.bank.charge_pct if self.bank else 0.0
