"""INV-8: a durable INTENT (command, order, slot) precedes each pulse, and licenses that one alone.

A pulse that nobody commanded is for a foreign bank: its INTENT names the one that was pushed into that slot.
"""

from shared_protocol import fields
from tools.sim.judging.checkers.violation import Violation
from tools.sim.judging.observations import CommandArrived, ForeignPushedIn, Observation, Pulsed
from tools.sim.world.trace import short


class Intents:
    """Knows which INTENT records were used, and which order each command is for."""

    def __init__(self) -> None:
        self._used: set[tuple[str, tuple[str, int]]] = set()
        self._orders: dict[bytes | None, bytes] = {}
        self._foreign: dict[tuple[str, int], bytes] = {}

    def see(self, seen: Observation) -> None:
        """Judge each pulse by the newest INTENT on the flash at that moment."""
        if isinstance(seen, CommandArrived):
            self._orders[seen.body[fields.COMMAND]] = seen.body[fields.ORDER]
        elif isinstance(seen, ForeignPushedIn):
            self._foreign[seen.cabinet, seen.slot] = seen.bank
        elif isinstance(seen, Pulsed):
            self._judge(seen)

    def _judge(self, pulse: Pulsed) -> None:
        where = f"{pulse.cabinet} pulsed slot {pulse.slot}"
        intent = pulse.intent
        if intent is None:
            raise Violation("INV-8", f"{where} with no INTENT on its flash")
        if intent.slot != pulse.slot or intent.boot != pulse.boot:
            raise Violation("INV-8", f"{where}, its newest INTENT is for slot {intent.slot} in boot {intent.boot}")
        if (pulse.cabinet, intent.place) in self._used:
            raise Violation("INV-8", f"{where} a second time on one INTENT")
        if intent.command is None:
            if self._foreign.get((pulse.cabinet, pulse.slot)) != intent.bank:
                raise Violation("INV-8", f"{where} unasked, for bank {short(intent.bank)}, which is not foreign there")
        elif intent.order is None or self._orders.get(intent.command) != intent.order:
            raise Violation("INV-8", f"{where} with an INTENT for an order which nobody asked for")
        self._used.add((pulse.cabinet, intent.place))
