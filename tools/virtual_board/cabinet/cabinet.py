"""The cabinet as a thing in the world: slots, banks in and out of them, locks that let go.

Owns what physically happens and the record of it. Knows no register and no board; the wiring side tells it when a lock
is driven, and it tells whoever listens that something changed.
"""

from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import Any

from tools.virtual_board.cabinet.bank import Bank
from tools.virtual_board.cabinet.slot import UNLOCK_MS, Gauge, Pulse, Slot, Stuck
from tools.virtual_board.device import Cancellable, Time
from tools.virtual_board.errors import ActionRefusedError


@dataclass
class Departure:
    """A bank that left its slot, by the lock or by a hand."""

    order: int
    bank: str
    slot: int
    at_ms: int
    by: str


class Cabinet:
    """Slots 1 to `slot_count` with what is in them; `on_change` is called after each change of the world."""

    def __init__(self, slot_count: int, time: Time) -> None:
        self._time = time
        self.slots = [Slot(number, time.now_ms) for number in range(1, slot_count + 1)]
        self.outside: list[Bank] = []
        self.pulses: list[Pulse] = []
        self.departures: list[Departure] = []
        self.boot = 0
        self.on_change: Callable[[], None] = lambda: None
        self.on_pulse: Callable[[Pulse], None] = lambda _pulse: None
        self._unlocking: dict[int, Cancellable] = {}

    def slot(self, number: int) -> Slot:
        """Return a slot by its number; raises ActionRefusedError."""
        if not 1 <= number <= len(self.slots):
            raise ActionRefusedError(f"there is no slot {number}; this cabinet has 1 to {len(self.slots)}")
        return self.slots[number - 1]

    def insert(self, number: int, bank: Bank) -> None:
        """Push a bank into a slot; raises ActionRefusedError where it cannot be."""
        slot = self.slot(number)
        for other in self.slots:
            if other.bank and other.bank.identity == bank.identity:
                raise ActionRefusedError(f"bank {bank.name} is in slot {other.number}; pull it first")
        slot.insert(bank)
        self.outside = [known for known in self.outside if known.identity != bank.identity]
        self.on_change()

    def pull(self, number: int) -> Bank:
        """Take a bank out by hand, past its lock; raises ActionRefusedError where none is."""
        return self._let_go(self.slot(number), by="hand")

    def outside_bank(self, name: str) -> Bank | None:
        """Return a bank that is in nobody's slot."""
        return next((bank for bank in self.outside if bank.name == name), None)

    def drive_lock(self, number: int, level: bool) -> None:
        """Energise or release a lock's coil; high for long enough lets the bank go, unless the lock is jammed."""
        slot = self.slot(number)
        if slot.drive == level:
            return
        slot.drive = level
        if level:
            pulse = Pulse(len(self.pulses) + 1, number, self.boot, round(self._time.now_ms()))
            self.pulses.append(pulse)
            self._unlocking[number] = self._time.call_later(UNLOCK_MS, lambda: self._unlock(slot, pulse))
            self.on_pulse(pulse)
        else:
            self._end_pulse(number)
        self.on_change()

    def lose_power(self) -> None:
        """Let what lives on the cabinet's supply go dark."""
        for slot in self.slots:
            slot.lose_power()

    def snapshot(self) -> dict[str, object]:
        """Return the whole world as plain data."""
        return {
            "slots": [self._slot_snapshot(slot) for slot in self.slots],
            "outside": [
                {"bank": bank.name, "charge_pct": bank.charge_pct, "cycles": bank.cycles} for bank in self.outside
            ],
            "pulses": [asdict(pulse) for pulse in self.pulses],
            "departures": [asdict(departure) for departure in self.departures],
        }

    def _slot_snapshot(self, slot: Slot) -> dict[str, object]:
        bank = slot.bank
        return {
            "slot": slot.number,
            "bank": bank.name if bank else None,
            "charge_pct": bank.charge_pct if bank else None,
            "cycles": bank.cycles if bank else None,
            "foreign": bank.foreign if bank else False,
            "jammed": slot.jammed,
            "presence": str(slot.presence),
            "id_silent": slot.id_silent,
            "gauge": str(slot.gauge),
            "lock_driven": slot.drive,
            "pulses": sum(pulse.slot == slot.number for pulse in self.pulses),
        }

    def to_json(self) -> dict[str, object]:
        """Return what a second start needs to find the same world."""
        return {
            "outside": [bank.to_json() for bank in self.outside],
            "slots": [
                {
                    "bank": slot.bank.to_json() if slot.bank else None,
                    "jammed": slot.jammed,
                    "presence": str(slot.presence),
                    "id_silent": slot.id_silent,
                    "gauge": str(slot.gauge),
                }
                for slot in self.slots
            ],
        }

    def restore(self, stored: dict[str, Any]) -> None:
        """Put the world back as `to_json` described it; raises KeyError, ValueError or TypeError on anything else."""
        slots, outside = stored["slots"], stored["outside"]
        if not (isinstance(slots, list) and isinstance(outside, list)):
            raise TypeError("slots and outside are of other kinds")
        for slot, state in zip(self.slots, slots, strict=False):
            if isinstance(bank := state["bank"], dict):
                slot.insert(Bank.from_json(bank))
            slot.jammed, slot.id_silent = bool(state["jammed"]), bool(state["id_silent"])
            slot.presence, slot.gauge = Stuck(str(state["presence"])), Gauge(str(state["gauge"]))
        surplus = [bank for state in slots[len(self.slots) :] if isinstance(bank := state["bank"], dict)]
        self.outside = [Bank.from_json(bank) for bank in [*outside, *surplus]]

    def _unlock(self, slot: Slot, pulse: Pulse) -> None:
        if slot.jammed or not slot.bank:
            return
        pulse.ejected = slot.bank.name
        self._let_go(slot, by="lock")

    def _let_go(self, slot: Slot, by: str) -> Bank:
        bank = slot.take()
        self.outside.append(bank)
        moment = round(self._time.now_ms())
        self.departures.append(Departure(len(self.departures) + 1, bank.name, slot.number, moment, by))
        self.on_change()
        return bank

    def _end_pulse(self, number: int) -> None:
        self._unlocking.pop(number).cancel()
        for pulse in reversed(self.pulses):
            if pulse.slot == number:
                pulse.duration_ms = round(self._time.now_ms()) - pulse.at_ms
                return
