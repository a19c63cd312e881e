"""The mechanics of a simulated cabinet: springs, contacts and chargers as chance has them.

Owns the chances and durations. What a lock or a slot then does stands in `tools/world/`.
"""

from dataclasses import dataclass
from random import Random

from tools.sim.world.randomness import happens
from tools.sim.world.timeline import Timeline
from tools.world.cabinet import Cabinet
from tools.world.mechanics import Mechanics

# A spring throws a bank out in this time; one that a hand holds takes longer, within what the cabinet waits.
LEAVE_MS = (40, 250)
HELD_MS = (400, 950)
# A sticky lock lets go long after its pulse.
STICKY_MS = (1_100, 50_000)
# Contacts bounce while a bank is pushed in: its switch closes first, its id answers a little later.
SETTLE_MS = (5, 90)
# Faster than life: a run is an hour long, and its banks shall not all go flat.
CHARGE_STEP_MS = 10_000


@dataclass
class Mood:
    """How the mechanics of one cabinet misbehave: chances in thousandths, at each pulse or each arrival."""

    held: int = 0
    sticky: int = 0


class RandomMechanics(Mechanics):
    """Mechanics whose times are drawn; `mood` may change as the run goes on."""

    def __init__(self, random: Random) -> None:
        super().__init__()
        self.mood = Mood()
        self._random = random

    def leave_ms(self) -> int:
        """Draw how long a bank takes to leave."""
        return self._random.randint(*self._hesitation())

    def settle_ms(self) -> int:
        """Draw how long an id takes to answer."""
        return self._random.randint(*SETTLE_MS)

    def _hesitation(self) -> tuple[int, int]:
        if happens(self._random, self.mood.sticky):
            return STICKY_MS
        return HELD_MS if happens(self._random, self.mood.held) else LEAVE_MS


def charge_for_ever(cabinet: Cabinet, timeline: Timeline, random: Random) -> None:
    """Let the banks in the cabinet charge, a percent at a time, beginning at a moment that is drawn."""
    timeline.every(CHARGE_STEP_MS, lambda: cabinet.charge(1), first_ms=random.randrange(CHARGE_STEP_MS))
