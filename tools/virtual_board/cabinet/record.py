"""What a virtual board keeps of its cabinet's world: pulses and departures as they happen, banks outside, and all as JSON.

Owns the record and its form. What happens is decided in `tools/world/`.
"""

from dataclasses import asdict, dataclass
from typing import Any

from tools.world.bank import IDENTITY_BYTES, MEMORY_BYTES, Bank
from tools.world.cabinet import Cabinet
from tools.world.interface import Clock
from tools.world.slot import Gauge, Slot, Switch


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
class Departure:
    """A bank that left its slot, by the lock or by a hand."""

    order: int
    bank: str
    slot: int
    at_ms: int
    by: str


class Record:
    """The record of one cabinet; `boot` is the one that pulses belong to."""

    def __init__(self, cabinet: Cabinet, time: Clock) -> None:
        self._cabinet = cabinet
        self._time = time
        self.outside: list[Bank] = []
        self.pulses: list[Pulse] = []
        self.departures: list[Departure] = []
        self.boot = 0
        cabinet.on_left = self._left

    def insert(self, number: int, bank: Bank) -> None:
        """Push a bank into a slot, wherever it was; raises ImpossibleError."""
        self._cabinet.insert(number, bank)
        self.outside = [known for known in self.outside if known.identity != bank.identity]

    def outside_bank(self, name: str) -> Bank | None:
        """Return a bank that is in nobody's slot."""
        return next((bank for bank in self.outside if bank.name == name), None)

    def lock_driven(self, number: int, level: bool) -> None:
        """Take note of the beginning or the end of a pulse."""
        now_ms = round(self._time.now_ms())
        if level:
            self.pulses.append(Pulse(len(self.pulses) + 1, number, self.boot, now_ms))
        else:
            pulse = self._last_pulse(number)
            pulse.duration_ms = now_ms - pulse.at_ms

    def snapshot(self) -> dict[str, Any]:
        """Return the whole world as plain data."""
        return {
            "slots": [self._slot_snapshot(slot) for slot in self._cabinet.slots],
            "outside": [
                {"bank": bank.name, "charge_pct": bank.charge_pct, "cycles": bank.cycles} for bank in self.outside
            ],
            "pulses": [asdict(pulse) for pulse in self.pulses],
            "departures": [asdict(departure) for departure in self.departures],
        }

    def to_json(self) -> dict[str, Any]:
        """Return what a second start needs to find the same world."""
        return {
            "outside": [_bank_to_json(bank) for bank in self.outside],
            "slots": [
                {
                    "bank": _bank_to_json(slot.bank) if slot.bank else None,
                    "jammed": slot.jammed,
                    "presence": slot.switch,
                    "id_silent": slot.id_silent,
                    "gauge": slot.gauge,
                }
                for slot in self._cabinet.slots
            ],
        }

    def restore(self, stored: dict[str, Any]) -> None:
        """Put the world back as `to_json` described it; raises KeyError, ValueError or TypeError on anything else."""
        slots, outside = stored["slots"], stored["outside"]
        if not (isinstance(slots, list) and isinstance(outside, list)):
            raise TypeError("slots and outside are of other kinds")
        for slot, state in zip(self._cabinet.slots, slots, strict=False):
            if isinstance(bank := state["bank"], dict):
                slot.insert(_bank_from_json(bank))
            slot.jammed, slot.id_silent = bool(state["jammed"]), bool(state["id_silent"])
            slot.switch, slot.gauge = _one_of(Switch.ALL, state["presence"]), _one_of(Gauge.ALL, state["gauge"])
        surplus = [bank for state in slots[len(self._cabinet.slots) :] if isinstance(bank := state["bank"], dict)]
        self.outside = [_bank_from_json(bank) for bank in [*outside, *surplus]]

    def _left(self, number: int, bank: Bank, after_ms: float | None) -> None:
        self.outside.append(bank)
        by = "hand" if after_ms is None else "lock"
        if by == "lock":
            self._last_pulse(number).ejected = bank.name
        self.departures.append(Departure(len(self.departures) + 1, bank.name, number, round(self._time.now_ms()), by))

    def _last_pulse(self, number: int) -> Pulse:
        return next(pulse for pulse in reversed(self.pulses) if pulse.slot == number)

    def _slot_snapshot(self, slot: Slot) -> dict[str, object]:
        bank = slot.bank
        return {
            "slot": slot.number,
            "bank": bank.name if bank else None,
            "charge_pct": bank.charge_pct if bank else None,
            "cycles": bank.cycles if bank else None,
            "foreign": bank.foreign if bank else False,
            "jammed": slot.jammed,
            "presence": slot.switch,
            "id_silent": slot.id_silent,
            "gauge": slot.gauge,
            "lock_driven": slot.driven,
            "pulses": sum(pulse.slot == slot.number for pulse in self.pulses),
        }


def _bank_to_json(bank: Bank) -> dict[str, object]:
    return {"bank": bank.name, "charge_pct": bank.charge_pct, "memory": bank.memory.hex()}


def _bank_from_json(stored: dict[str, Any]) -> Bank:
    identity, memory = bytes.fromhex(str(stored["bank"])), bytearray.fromhex(str(stored["memory"]))
    if len(identity) != IDENTITY_BYTES or len(memory) != MEMORY_BYTES:
        raise ValueError(f"not a power bank: {stored}")
    return Bank(identity, float(stored["charge_pct"]), memory)


def _one_of(allowed: tuple[str, ...], value: object) -> str:
    if value not in allowed:
        raise ValueError(f"{value!r} is none of {', '.join(allowed)}")
    return str(value)
