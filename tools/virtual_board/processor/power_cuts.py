"""Power cuts at a chosen moment: when an output goes high, some ms later, or in the middle of a flash write.

Owns what is armed. Each goes off once; the supply comes back after the time that was asked for.
"""

import asyncio
from dataclasses import dataclass

from tools.virtual_board.processor.flash import Flash
from tools.virtual_board.processor.lifecycle import Lifecycle


@dataclass
class _OnDrive:
    after_ms: int
    for_s: float | None


class PowerCuts:
    """What is armed on one board."""

    def __init__(self, lifecycle: Lifecycle, flash: Flash) -> None:
        self._lifecycle = lifecycle
        self._flash = flash
        self._on_drive: _OnDrive | None = None
        self._flash_for_s: float | None = None
        self.done = 0

    def arm_drive(self, after_ms: int, for_s: float | None) -> None:
        """Cut the power `after_ms` after the next output goes high, for `for_s` or until it is restored."""
        self._on_drive = _OnDrive(after_ms, for_s)

    def arm_flash_write(self, count: int, share: float, for_s: float | None) -> None:
        """Cut the power in the `count`-th flash write from now, when `share` (0 to 1) of its bytes are written."""
        self._flash.cut_power_on_write(count, share)
        self._flash_for_s = for_s

    def flash_lost_power(self) -> None:
        """Cut the power: the flash write for which that was armed has been carried out in part."""
        self.done += 1
        self._lifecycle.cut_power(self._flash_for_s)

    def output_driven(self) -> None:
        """Take note that an output went high; what is armed on that begins."""
        armed, self._on_drive = self._on_drive, None
        if armed is None:
            return
        self.done += 1
        loop = asyncio.get_running_loop()
        # Never at once: the write to the expander that drives the lock ends first, as its STOP on the bus does.
        loop.call_later(armed.after_ms / 1000, self._lifecycle.cut_power, armed.for_s)
