"""A cabinet behind the pins and the bus of a virtual board: its circuit, and the world that the circuit reaches.

Owns how the two are saved and shown. Any board's part stands in `mainboard.py`.
"""

from collections.abc import Callable, Iterable, Mapping
from random import Random
from typing import Any

from tools.virtual_board.cabinet.circuit import Circuit
from tools.virtual_board.cabinet.record import Record
from tools.virtual_board.cabinet.wiring import cabinet_wiring
from tools.virtual_board.chips.bus import Bus
from tools.world.bank import make_bank
from tools.world.cabinet import Cabinet
from tools.world.interface import Clock
from tools.world.mechanics import Mechanics

BOUNCE_MS = 6


class CabinetDevice:
    """The `Device` of a cabinet; `banks` are the slots that `fill` puts a bank into."""

    def __init__(self, slot_count: int, banks: Iterable[int], jumpers: Mapping[int, int], time: Clock) -> None:
        self.on_change: Callable[[], None] = lambda: None
        self.on_drive: Callable[[], None] = lambda: None
        self._banks = tuple(banks)
        self.cabinet = Cabinet(slot_count, time, Mechanics(BOUNCE_MS))
        self.cabinet.on_change = self._changed
        self.cabinet.on_drive = self._lock_driven
        self.record = Record(self.cabinet, time)
        self.circuit = Circuit(cabinet_wiring(slot_count), self.cabinet, time.now_ms)
        for pin, slot in jumpers.items():
            self.circuit.lay_jumper(pin, slot)

    def attach(self, bus: Bus) -> None:
        """Solder expanders, muxes and what hangs behind them to the bus."""
        self.circuit.attach(bus)

    def pin_driven(self, pin: int, level: bool | None) -> None:
        """Pass a level on to the chips that hang on the pin."""
        self.circuit.pin_driven(pin, level)

    def pin_level(self, pin: int) -> bool | None:
        """Return the level of the lock drive that a jumper leads to the pin."""
        return self.circuit.pin_level(pin)

    def lose_power(self) -> None:
        """Let the chips go dark."""
        self.circuit.lose_power()

    def booted(self, number: int) -> None:
        """Take note of the boot that the next pulses belong to."""
        self.record.boot = number

    def fill(self, random: Random) -> None:
        """Put a bank into each slot that the design names."""
        for slot in self._banks:
            self.cabinet.insert(slot, make_bank(random))

    def snapshot(self, gpio: Mapping[int, bool]) -> dict[str, Any]:
        """Return slots, banks, pulses, lights and jumpers as plain data."""
        return {
            **self.record.snapshot(),
            "lights": self.circuit.lights(gpio),
            "jumpers": {str(pin): slot for pin, slot in sorted(self.circuit.jumpers.items())},
        }

    def to_json(self) -> dict[str, Any]:
        """Return slots and banks; jumpers are laid anew at each start."""
        return self.record.to_json()

    def restore(self, stored: dict[str, Any]) -> None:
        """Put slots and banks back; raises KeyError, ValueError or TypeError."""
        self.record.restore(stored)

    def _changed(self) -> None:
        self.on_change()

    def _lock_driven(self, number: int, level: bool) -> None:
        self.record.lock_driven(number, level)
        if level:
            self.on_drive()
