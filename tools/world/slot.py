"""One slot of a cabinet as a thing: bank, contacts, presence switch, lock, and which of them are out of order.

Owns what the sensors of a slot show. Knows no register, no pin number and no clock but the one given.
Runs on CPython and MicroPython.
"""

from tools.world.errors import ImpossibleError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tools.world.bank import Bank
    from tools.world.interface import Clock, Reading


class Switch:
    """What a presence switch does: its work (FREE), or one of the other things instead."""

    FREE = "free"
    PRESENT = "present"
    ABSENT = "absent"
    BOUNCING = "bouncing"
    ALL = (FREE, PRESENT, ABSENT, BOUNCING)


class Gauge:
    """What a fuel gauge does."""

    OK = "ok"
    SILENT = "silent"
    IMPLAUSIBLE = "implausible"
    ALL = (OK, SILENT, IMPLAUSIBLE)


IMPLAUSIBLE_PCT = 255.0  # more than full: what a torn ground contact reads


class Slot:
    """A slot and its faults; numbered from 1, as on the front of the cabinet.

    `jammed`: the lock holds its bank whatever drives it. `driven`: its coil has current. `settled`: the contacts of
    its bank hold. `insertions` counts the banks that were pushed in.
    """

    def __init__(self, number: int, clock: "Clock", bounce_ms: float) -> None:
        self.number = number
        self.bank: Bank | None = None
        self.jammed = False
        self.switch = Switch.FREE
        self.id_silent = False
        self.gauge = Gauge.OK
        self.driven = False
        self.settled = True
        self.insertions = 0
        self._clock = clock
        self._bounce_ms = bounce_ms
        self._changed_ms: float | None = None
        self._reads = 0

    def insert(self, bank: "Bank", settled: bool = True) -> None:
        """Push a bank in until it latches; its id does not answer before it is `settled`. Raises ImpossibleError where one is."""
        if self.bank:
            raise ImpossibleError(f"slot {self.number} holds bank {self.bank.name}; pull it first")
        self.bank = bank
        self.insertions += 1
        self._changed_ms = self._clock.now_ms()
        self.settled = settled

    def take(self) -> "Bank":
        """Remove the bank and return it; raises ImpossibleError where none is."""
        if not self.bank:
            raise ImpossibleError(f"slot {self.number} is empty")
        bank, self.bank = self.bank, None
        self._changed_ms = self._clock.now_ms()
        return bank

    def require_bank(self) -> "Bank":
        """Return the bank; raises ImpossibleError where none is."""
        if not self.bank:
            raise ImpossibleError(f"slot {self.number} is empty; insert a bank first")
        return self.bank

    def mend(self) -> None:
        """Repair everything."""
        self.jammed = self.id_silent = False
        self.switch, self.gauge = Switch.FREE, Gauge.OK

    def is_switch_closed(self) -> bool:
        """Return what the presence switch shows now; it bounces for a few ms after each change."""
        if self.switch in (Switch.PRESENT, Switch.ABSENT):
            return self.switch == Switch.PRESENT
        if self.switch == Switch.BOUNCING or self._is_moving():
            self._reads += 1
            return bool(self._reads & 1)
        return self.bank is not None

    def id_answers(self) -> bool:
        """Tell whether the contacts reach the id chip of a bank."""
        return self.bank is not None and self.settled and not self.id_silent

    def gauge_answers(self) -> bool:
        """Tell whether the contacts reach the fuel gauge of a bank."""
        return self.bank is not None and self.gauge != Gauge.SILENT

    def gauge_pct(self) -> float:
        """Return what the fuel gauge tells."""
        if self.gauge == Gauge.IMPLAUSIBLE:
            return IMPLAUSIBLE_PCT
        return self.bank.charge_pct if self.bank else 0.0

    def reading(self) -> "Reading":
        """Return what the sensors say."""
        closed = self.is_switch_closed()
        bank = self.bank
        if bank is None or not self.id_answers():
            return closed, b"", None, None
        charge_pct = self.gauge_pct() if self.gauge_answers() else None
        return closed, bank.identity, charge_pct, bank.wear if bank.memory_answers else None

    def _is_moving(self) -> bool:
        return self._changed_ms is not None and self._clock.now_ms() - self._changed_ms < self._bounce_ms
