"""What goes wrong with a simulated flash: power cuts at a chosen operation, and appends that fail by chance.

Owns the chances, and how much of a torn operation is done. The flash itself is `tools/world/torn_flash.py`.
"""

from random import Random

from tools.sim.world.randomness import happens
from tools.world.torn_flash import CUT, FAILED, WELL, FlashFaults, TornFlash


class RandomFaults(FlashFaults):
    """`cut_at` operations from now the power goes, with any part of that operation done.

    `failing` is the chance (thousandths) that an append ends in an I/O error; `failures` counts them.
    """

    def __init__(self, random: Random) -> None:
        self.cut_at: int | None = None
        self.failing = 0
        self.failures = 0
        self._random = random

    def appending(self, size: int) -> tuple[int | None, int]:
        """Draw which prefix is written."""
        if self._is_cut_now():
            return self._part(size), CUT
        if happens(self._random, self.failing):
            self.failures += 1
            return self._part(size), FAILED
        return size, WELL

    def exchanging(self) -> tuple[bool, int]:
        """Draw whether it is done."""
        if self._is_cut_now():
            return self._random.random() < 0.5, CUT
        return True, WELL

    def _part(self, size: int) -> int:
        # None and all are as likely as anything between: the two ends are where the mistakes are.
        return self._random.choice((0, size, self._random.randint(0, size)))

    def _is_cut_now(self) -> bool:
        if self.cut_at is None:
            return False
        self.cut_at -= 1
        if self.cut_at >= 0:
            return False
        self.cut_at = None
        return True


class SimulatedFlash(TornFlash):
    """A flash whose faults come by `chance`."""

    def __init__(self, random: Random, capacity_bytes: int) -> None:
        self.chance = RandomFaults(random)
        super().__init__(self.chance, capacity_bytes)
