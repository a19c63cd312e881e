"""INV-15 again: to apply an event a second time changes nothing in the cloud's tables."""

from tools.sim.judging.checkers.violation import Violation
from tools.sim.judging.observations import AppliedAgain, Observation


class Repetition:
    """Compares what the tables said before and after an old event came again."""

    def see(self, seen: Observation) -> None:
        """Take an event that was handed to the cloud once more."""
        if isinstance(seen, AppliedAgain) and seen.before != seen.after:
            raise Violation("INV-15", f"an event of {seen.cabinet}, applied again, changed the cloud")
