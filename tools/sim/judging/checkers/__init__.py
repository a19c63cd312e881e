"""One checker for each promise of the system; each is told what happens and raises `Violation` when it is broken.

`all_checkers()` makes a fresh set for a run. A checker keeps its own books from observations alone.
"""

from typing import Protocol

from tools.sim.judging.checkers.answers import Answers
from tools.sim.judging.checkers.banks import Banks
from tools.sim.judging.checkers.delivery import Delivery
from tools.sim.judging.checkers.freshness import Freshness
from tools.sim.judging.checkers.intents import Intents
from tools.sim.judging.checkers.money import Money
from tools.sim.judging.checkers.pulses import Pulses
from tools.sim.judging.checkers.repetition import Repetition
from tools.sim.judging.checkers.settling import Settling
from tools.sim.judging.observations import Observation


class Checker(Protocol):
    """Holds a run to one promise."""

    def see(self, seen: Observation) -> None:
        """Take an observation; raises Violation."""


def all_checkers() -> list[Checker]:
    """Return a fresh checker of each kind."""
    return [Intents(), Pulses(), Freshness(), Answers(), Delivery(), Repetition(), Settling(), Banks(), Money()]
