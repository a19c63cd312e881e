"""The chips that a bank brings into a slot: its id chip and its fuel gauge, as far as the contacts reach them.

Owns their registers for as long as the bank is in. What a slot does mechanically stands in `tools/world/slot.py`.
"""

from collections.abc import Callable

from tools.virtual_board.chips.bus import Chip
from tools.virtual_board.chips.eeprom_24aa02e48 import Eeprom24aa02e48
from tools.virtual_board.chips.max17048 import Max17048
from tools.world.slot import Slot


class SlotChips:
    """The chips of the bank in one slot; fresh ones for each bank that is pushed in."""

    def __init__(self, slot: Slot, now_ms: Callable[[], float]) -> None:
        self._slot = slot
        self._now_ms = now_ms
        self._insertion = 0
        self._id_chip: Eeprom24aa02e48 | None = None
        self._gauge_chip: Max17048 | None = None

    def id_chip(self) -> Chip | None:
        """Return the id chip that the contacts reach."""
        self._plug()
        return self._id_chip if self._slot.id_answers() else None

    def gauge_chip(self) -> Chip | None:
        """Return the fuel gauge that the contacts reach."""
        self._plug()
        return self._gauge_chip if self._slot.gauge_answers() else None

    def lose_power(self) -> None:
        """Let the id chip forget what it forgets; a gauge lives on its own cell."""
        if self._id_chip:
            self._id_chip.lose_power()

    def _plug(self) -> None:
        bank = self._slot.bank
        if bank is not None and self._insertion != self._slot.insertions:
            self._insertion = self._slot.insertions
            self._id_chip = Eeprom24aa02e48(bank.identity, bank.memory, self._now_ms)
            self._gauge_chip = Max17048(self._slot.gauge_pct)
