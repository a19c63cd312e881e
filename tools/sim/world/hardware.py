"""The physical cabinets: slots, locks, switches and banks. They go on existing while a board has no power.

Knows nothing of orders or firmware: a lock that is pulsed lets its bank go, unless it is jammed.
"""

from collections.abc import Callable
from dataclasses import dataclass
from random import Random

from firmware.core.cabinet.signals import UNMARKED
from tools.sim.world.randomness import happens
from tools.sim.world.timeline import Timeline

Reading = tuple[bool | None, bytes | None, int | None, int | None]

# A spring throws a bank out in this time; one that a hand holds takes longer, within what the cabinet waits.
LEAVE_MS = (40, 250)
HELD_MS = (400, 950)
# A sticky lock lets go long after its pulse.
STICKY_MS = (1_100, 50_000)
# Contacts bounce while a bank is pushed in: its switch closes first, its id answers a little later.
BOUNCE_MS = (5, 90)
# Faster than life: a run is an hour long, and its banks shall not all go flat.
CHARGE_STEP_MS = 10_000


@dataclass
class PowerBank:
    """One bank; `identity` are the six bytes of its EEPROM. One of another make has no cycles but UNMARKED."""

    identity: bytes
    charge_pct: int
    cycles: int

    @property
    def foreign(self) -> bool:
        """Whether it is none of ours."""
        return self.cycles == UNMARKED


@dataclass
class Mood:
    """How the mechanics of one cabinet misbehave: chances in thousandths, at each pulse or each arrival."""

    held: int = 0
    sticky: int = 0


@dataclass
class PhysicalSlot:
    """One slot: the bank in it, and its faults. `switch_stuck_at` is what a stuck presence switch says."""

    bank: PowerBank | None = None
    answers: bool = True  # whether the id of a bank that is there can be read
    jammed: bool = False
    switch_stuck_at: bool | None = None
    gauge_silent: bool = False
    pulsed_ms: int | None = None

    def reading(self) -> Reading:
        """Return what the sensors say (see firmware.core.cabinet.signals.READINGS)."""
        bank = self.bank
        present = self.switch_stuck_at if self.switch_stuck_at is not None else bank is not None
        if bank is None or not self.answers:
            return present, b"", None, None
        return present, bank.identity, None if self.gauge_silent else bank.charge_pct, bank.cycles


class Hardware:
    """The slots of one cabinet (from 1), their locks, and whoever stands before it."""

    def __init__(
        self,
        timeline: Timeline,
        random: Random,
        slot_count: int,
        on_left: Callable[[int, PowerBank, int | None], None],
    ) -> None:
        """Take whom to tell of a bank that came out: `on_left(slot, bank, milliseconds since the pulse or None)`."""
        self.mood = Mood()
        self.slots = [PhysicalSlot() for _ in range(slot_count)]
        self.on_change: Callable[[], None] = lambda: None
        self._timeline = timeline
        self._random = random
        self._on_left = on_left
        self._readings: list[Reading] | None = None
        timeline.every(CHARGE_STEP_MS, self._charge, first_ms=random.randrange(CHARGE_STEP_MS))

    def readings(self) -> list[Reading]:
        """Return one reading of each slot, slot 1 first; not to be changed."""
        if self._readings is None:
            self._readings = [slot.reading() for slot in self.slots]
        return self._readings

    def empty_slots(self) -> list[int]:
        """Return the slots with room for a bank."""
        return [number for number, slot in enumerate(self.slots, 1) if slot.bank is None]

    def pulse(self, number: int) -> None:
        """Release the lock of a slot for one pulse."""
        slot = self.slots[number - 1]
        slot.pulsed_ms = self._timeline.now_ms
        if slot.bank is None or slot.jammed:
            return
        bank = slot.bank
        delay_ms = self._random.randint(*self._hesitation())
        self._timeline.after(delay_ms, lambda: self._leave(number, bank))

    def insert(self, number: int, bank: PowerBank) -> None:
        """Push a bank into an empty slot."""
        slot = self.slots[number - 1]
        slot.bank = bank
        slot.answers = False
        slot.pulsed_ms = None
        self._changed()
        self._timeline.after(self._random.randint(*BOUNCE_MS), lambda: self._settle(slot))

    def take_out(self, number: int) -> None:
        """Pull a bank out by force, without any pulse."""
        slot = self.slots[number - 1]
        slot.pulsed_ms = None
        if slot.bank is not None:
            self._leave(number, slot.bank)

    def change(self, number: int, **what: bool | None) -> None:
        """Set attributes of a slot: jam it, stick its switch, silence its gauge, or mend it."""
        for name, value in what.items():
            setattr(self.slots[number - 1], name, value)
        self._changed()

    def mend(self) -> None:
        """Repair every slot and calm the mechanics."""
        self.mood = Mood()
        for number in range(1, len(self.slots) + 1):
            self.change(number, jammed=False, switch_stuck_at=None, gauge_silent=False)

    def _hesitation(self) -> tuple[int, int]:
        if happens(self._random, self.mood.sticky):
            return STICKY_MS
        return HELD_MS if happens(self._random, self.mood.held) else LEAVE_MS

    def _leave(self, number: int, bank: PowerBank) -> None:
        slot = self.slots[number - 1]
        if slot.bank is not bank:
            return
        after_ms = None if slot.pulsed_ms is None else self._timeline.now_ms - slot.pulsed_ms
        slot.bank = None
        self._changed()
        self._on_left(number, bank, after_ms)

    def _settle(self, slot: PhysicalSlot) -> None:
        slot.answers = True
        self._changed()

    def _charge(self) -> None:
        for slot in self.slots:
            if slot.bank is not None and slot.bank.charge_pct < 100:
                slot.bank.charge_pct += 1
        self._readings = None

    def _changed(self) -> None:
        self._readings = None
        self.on_change()
