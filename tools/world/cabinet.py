"""The cabinet as a thing in the world: slots, banks in and out of them, locks that let go.

Owns what physically happens. Knows no register, no firmware and no order; whoever drives a lock says so, and whoever
listens hears what came of it. Runs on CPython and MicroPython.
"""

from tools.world.errors import ImpossibleError
from tools.world.slot import Slot

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from tools.world.bank import Bank
    from tools.world.interface import Cancellable, Clock, Reading
    from tools.world.mechanics import Mechanics

UNLOCK_MS = 60
"""How long a lock must be driven until it opens; a shorter pulse does nothing."""


class Cabinet:
    """Slots 1 to `slot_count` with what is in them.

    Callbacks: `on_change()` after each change; `on_drive(slot number, level)` when a lock's coil is driven or let go;
    `on_left(slot number, bank, ms since its lock was driven)` for a bank that came out, without ms when a hand took it.
    """

    def __init__(self, slot_count: int, clock: "Clock", mechanics: "Mechanics") -> None:
        self.slots = [Slot(number, clock, mechanics.bounce_ms) for number in range(1, slot_count + 1)]
        self.mechanics = mechanics
        self.leaving: dict[int, Cancellable] = {}  # slots whose lock has opened, and whose bank is not yet out
        self.on_change: Callable[[], None] = _nothing
        self.on_drive: Callable[[int, bool], None] = _nothing_driven
        self.on_left: Callable[[int, Bank, float | None], None] = _nothing_left
        self._clock = clock
        self._opening: dict[int, Cancellable] = {}
        self._driven_ms: dict[int, float] = {}
        self._readings: list[Reading] | None = None

    def slot(self, number: int) -> Slot:
        """Return a slot by its number; raises ImpossibleError."""
        if not 1 <= number <= len(self.slots):
            raise ImpossibleError(f"there is no slot {number}; this cabinet has 1 to {len(self.slots)}")
        return self.slots[number - 1]

    def empty_slots(self) -> list[int]:
        """Return the numbers of the slots with room for a bank."""
        return [slot.number for slot in self.slots if slot.bank is None]

    def insert(self, number: int, bank: "Bank") -> None:
        """Push a bank into a slot; raises ImpossibleError where it cannot be."""
        slot = self.slot(number)
        for other in self.slots:
            if other.bank and other.bank.identity == bank.identity:
                raise ImpossibleError(f"bank {bank.name} is in slot {other.number}; pull it first")
        settle_ms = self.mechanics.settle_ms()
        slot.insert(bank, settled=not settle_ms)
        self._driven_ms.pop(number, None)
        self.changed()
        if settle_ms:
            self._clock.call_later(settle_ms, lambda: self._settle(slot, bank))

    def pull(self, number: int) -> "Bank":
        """Take a bank out by hand, past its lock; raises ImpossibleError where none is."""
        slot = self.slot(number)
        self._driven_ms.pop(number, None)
        return self._let_go(slot)

    def drive_lock(self, number: int, level: bool) -> None:
        """Energise or release a lock's coil; high for long enough opens the lock."""
        slot = self.slot(number)
        if slot.driven == level:
            return
        slot.driven = level
        if level:
            self._driven_ms[number] = self._clock.now_ms()
            self._opening[number] = self._clock.call_later(UNLOCK_MS, lambda: self._open(slot))
        else:
            self._opening.pop(number).cancel()
        self.on_drive(number, level)
        self.changed()

    def pulse(self, number: int) -> None:
        """Drive a lock for one whole pulse, which opens it; for a world that does not look inside a pulse."""
        self._driven_ms[number] = self._clock.now_ms()
        self._open(self.slot(number))

    def charge(self, step_pct: int) -> None:
        """Let every bank that is not full charge by a step."""
        for slot in self.slots:
            if slot.bank is not None and slot.bank.charge_pct < 100:
                slot.bank.charge_pct += step_pct
        self._readings = None

    def mend(self) -> None:
        """Repair every slot."""
        for slot in self.slots:
            slot.mend()
        self.changed()

    def readings(self) -> "list[Reading]":
        """Return one reading of each slot, slot 1 first, as it was after the last change; not to be changed."""
        if self._readings is None:
            self._readings = [slot.reading() for slot in self.slots]
        return self._readings

    def changed(self) -> None:
        """Take note of a change; whoever sets an attribute of a slot says so here."""
        self._readings = None
        self.on_change()

    def _settle(self, slot: Slot, bank: "Bank") -> None:
        if slot.bank is bank:
            slot.settled = True
            self.changed()

    def _open(self, slot: Slot) -> None:
        bank = slot.bank
        if slot.jammed or bank is None:
            return
        delay_ms = self.mechanics.leave_ms()
        if delay_ms:
            self.leaving[slot.number] = self._clock.call_later(delay_ms, lambda: self._leave(slot, bank))
        else:
            self._let_go(slot)

    def _leave(self, slot: Slot, bank: "Bank") -> None:
        self.leaving.pop(slot.number, None)
        if slot.bank is bank:
            self._let_go(slot)

    def _let_go(self, slot: Slot) -> "Bank":
        driven_ms = self._driven_ms.get(slot.number)
        bank = slot.take()
        self.changed()
        self.on_left(slot.number, bank, None if driven_ms is None else self._clock.now_ms() - driven_ms)
        return bank


def _nothing() -> None:
    pass


def _nothing_driven(_number: int, _level: bool) -> None:
    pass


def _nothing_left(_number: int, _bank: "Bank", _after_ms: float | None) -> None:
    pass
