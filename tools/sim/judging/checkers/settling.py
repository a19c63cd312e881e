"""INV-17: once faults stop, journals drain, and within the stated time each order is final or visibly reconciling.

INV-29 beside it: who is connected then is online for the cloud; no will of an old connection masks a new birth.
"""

from tools.sim.judging.checkers.violation import Violation
from tools.sim.judging.observations import Observation, Settled
from tools.sim.world.trace import short

FINAL = frozenset({"active", "ended", "closed", "cancelled", "reconciling"})


class Settling:
    """Looks at the world when it has come to rest."""

    def see(self, seen: Observation) -> None:
        """Judge the end."""
        if not isinstance(seen, Settled):
            return
        for name, cabinet in seen.cabinets.items():
            if cabinet.journal_depth:
                raise Violation("INV-17", f"{name} still has {cabinet.journal_depth} events to tell")
            if not seen.devices[name].online:
                raise Violation("INV-29", f"{name} is connected, and the cloud has it offline")
        for order, known in seen.orders.items():
            if known.state not in FINAL:
                raise Violation("INV-17", f"order {short(order)} at {known.cabinet} is still {known.state}")
        if seen.open_commands:
            raise Violation("INV-17", f"{seen.open_commands} commands are still open")
