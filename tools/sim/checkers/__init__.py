"""One checker for each promise of the system; each is told what happens and raises `Violation` when it is broken.

`all_checkers()` makes a fresh set for a run. A checker keeps its own books from observations alone.
"""

from typing import Protocol

from tools.sim.checkers.answers import Answers
from tools.sim.checkers.banks import Banks
from tools.sim.checkers.delivery import Delivery
from tools.sim.checkers.freshness import Freshness
from tools.sim.checkers.intents import Intents
from tools.sim.checkers.money import Money
from tools.sim.checkers.pulses import Pulses
from tools.sim.checkers.repetition import Repetition
from tools.sim.checkers.settling import Settling
from tools.sim.observations import Observation


class Checker(Protocol):
    """Holds a run to one promise."""

    def see(self, seen: Observation) -> None:
        """Take an observation; raises Violation."""


def all_checkers() -> list[Checker]:
    """Return a fresh checker of each kind."""
    return [Intents(), Pulses(), Freshness(), Answers(), Delivery(), Repetition(), Settling(), Banks(), Money()]
