"""INV-7: at most one pulse per (command, slot), none after a reboot for what was begun before it, one bank per order."""

from firmware.core.cabinet.act import EJECT_MS
from shared_protocol import cabinet as wire
from shared_protocol import codes, fields
from tools.sim.checkers.violation import Violation
from tools.sim.observations import BankLeft, BankPushedIn, Booted, Observation, Published, Pulsed
from tools.sim.trace import short

# A bank that comes out later than this after its pulse was held by something, and the cabinet had to go on to the next
# slot: it is alarmed, and belongs to that order as well.
PROMPT_MS = EJECT_MS - 100


class Pulses:
    """Knows every pulse, every command that was begun before a reboot, and what each order got."""

    def __init__(self) -> None:
        self._pulsed: set[tuple[bytes, int]] = set()
        self._begun: dict[bytes, tuple[str, int]] = {}
        self._closed: set[bytes] = set()
        self._order_of_slot: dict[tuple[str, int], bytes] = {}
        self._banks: dict[bytes, bytes] = {}  # of each order, while it is out
        self._holders: dict[bytes, bytes] = {}
        self._offered: set[bytes] = set()
        self._lent: dict[bytes, tuple[bytes, bytes]] = {}

    def see(self, seen: Observation) -> None:
        """Take pulses, boots, leaving banks and results."""
        if isinstance(seen, Booted):
            self._closed |= seen.open_commands
        elif isinstance(seen, Pulsed) and seen.intent is not None:
            if seen.intent.command is None or seen.intent.order is None:
                self._take_offer(seen, seen.intent.bank)
            else:
                self._take_pulse(seen, seen.intent.command, seen.intent.order)
        elif isinstance(seen, BankLeft):
            self._take_bank(seen)
        elif isinstance(seen, BankPushedIn):
            self._banks.pop(self._holders.pop(seen.bank, b""), None)
        elif isinstance(seen, Published) and seen.body[fields.TYPE] == wire.LEND_RESULT:
            self._take_result(seen)

    def _take_pulse(self, pulse: Pulsed, command: bytes, order: bytes) -> None:
        where = f"{pulse.cabinet} pulsed slot {pulse.slot} for command {short(command)}"
        if (command, pulse.slot) in self._pulsed:
            raise Violation("INV-7", f"{where} a second time")
        if command in self._closed:
            raise Violation("INV-7", f"{where}, whose INTENT was open before a reboot")
        if self._begun.setdefault(command, (pulse.cabinet, pulse.boot)) != (pulse.cabinet, pulse.boot):
            raise Violation("INV-7", f"{where} in boot {pulse.boot}, which was begun at {self._begun[command]}")
        if order in self._banks:
            raise Violation("INV-7", f"{where}, whose order already has bank {short(self._banks[order])}")
        self._pulsed.add((command, pulse.slot))
        self._order_of_slot[pulse.cabinet, pulse.slot] = order

    def _take_offer(self, pulse: Pulsed, bank: bytes) -> None:
        if bank in self._offered:
            raise Violation("INV-7", f"{pulse.cabinet} offered the foreign bank {short(bank)} back a second time")
        self._offered.add(bank)

    def _take_bank(self, left: BankLeft) -> None:
        if left.after_pulse_ms is None or left.after_pulse_ms > PROMPT_MS or left.bank in self._offered:
            return
        order = self._order_of_slot[left.cabinet, left.slot]
        if order in self._banks:
            raise Violation("INV-7", f"{left.cabinet} gave a second bank to order {short(order)}")
        self._banks[order] = left.bank
        self._holders[left.bank] = order

    def _take_result(self, told: Published) -> None:
        body = told.body
        if body[fields.OUTCOME] != codes.DONE:
            return
        order, result = body[fields.ORDER], (body[fields.COMMAND], body[wire.BANK])
        if self._lent.setdefault(order, result) != result:
            raise Violation("INV-7", f"{told.cabinet} told two different lends of order {short(order)}")
