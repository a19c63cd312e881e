"""Power cuts at a chosen moment: when a lock is driven, some ms later, or in the middle of a flash write.

Owns what is armed. Each trap goes off once; the supply comes back after the time that was asked for.
"""

import asyncio
from dataclasses import dataclass

from tools.virtual_board.cabinet.cabinet import Cabinet
from tools.virtual_board.cabinet.slot import Pulse
from tools.virtual_board.processor.flash import Flash
from tools.virtual_board.processor.lifecycle import Life


@dataclass
class _PulseTrap:
    after_ms: int
    for_s: float | None


class Traps:
    """What is armed on one board."""

    def __init__(self, life: Life, flash: Flash, cabinet: Cabinet) -> None:
        self._life = life
        self._flash = flash
        self._pulse: _PulseTrap | None = None
        self._flash_for_s: float | None = None
        self.sprung = 0
        cabinet.on_pulse = self._lock_driven

    def arm_pulse(self, after_ms: int, for_s: float | None) -> None:
        """Cut the power `after_ms` after the next lock drive goes high, for `for_s` or until it is restored."""
        self._pulse = _PulseTrap(after_ms, for_s)

    def arm_flash_write(self, count: int, share: float, for_s: float | None) -> None:
        """Cut the power in the `count`-th flash write from now, when `share` (0 to 1) of its bytes are written."""
        self._flash.cut_power_on_write(count, share)
        self._flash_for_s = for_s

    def flash_lost_power(self) -> None:
        """Spring the flash trap: the write that lost its power was carried out in part."""
        self.sprung += 1
        self._life.cut_power(self._flash_for_s)

    def _lock_driven(self, _pulse: Pulse) -> None:
        trap, self._pulse = self._pulse, None
        if trap is None:
            return
        self.sprung += 1
        loop = asyncio.get_running_loop()
        # Never at once: the write to the expander that drives the lock ends first, as its STOP on the bus does.
        loop.call_later(trap.after_ms / 1000, self._life.cut_power, trap.for_s)
