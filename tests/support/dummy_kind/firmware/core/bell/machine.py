"""A bell's own behaviour: it rings as often as it is told, and journals that it did."""

from firmware.core.common.clock import Clock
from firmware.core.common.effects import FIRST_OF_KIND
from firmware.core.common.event_log import EventLog
from shared_protocol import bell as wire  # type: ignore[attr-defined]  # laid over a copy of the tree
from shared_protocol import fields

# Effect (STRIKE, times).
STRIKE = FIRST_OF_KIND


class Inventory:
    """A bell has nothing to remember."""

    RESULTS = ()

    def apply(self, kind: int, body: dict) -> None:
        """Take a record over."""

    def checkpoint(self) -> dict:
        """Return the body of an INVENTORY record."""
        return {}


class Configuration:
    """There is nothing to configure."""

    version = 0
    usable = True


class Configured:
    """`configuration` and `temperature_dc`, as common/device.py wants them."""

    def __init__(self) -> None:
        self.configuration = Configuration()
        self.temperature_dc: int | None = None


class Status:
    """A bell is a bell; it has no pages."""

    pages = 0

    def changed(self) -> int:
        """Return a bit for each page that changed."""
        return 0

    def tell(self, page: int, body: dict) -> None:
        """Make `body` the message of a page."""

    def tell_presence(self, body: dict) -> None:
        """Say that this is a bell."""
        body[wire.IS_BELL] = True


class BellMachine:
    """The machine of a bell."""

    CONFIGURE = 0

    def __init__(self, log: EventLog, clock: Clock) -> None:
        self.configured = Configured()
        self.status = Status()
        self._log = log
        self._clock = clock
        self._rings: list[tuple] = []

    def take(self, event: tuple, now_ms: int) -> None:
        """Take an input of its own; there is none."""

    def command(self, body: dict, now_ms: int, out: list) -> None:
        """Take a RING."""
        if body[fields.TYPE] == wire.RING:
            self._rings.append((body[fields.COMMAND], body[wire.TIMES]))

    def proceed(self, fresh: bool, now_ms: int, out: list) -> None:
        """Ring."""
        while self._rings:
            command, times = self._rings.pop(0)
            event = {fields.TYPE: wire.RUNG, fields.COMMAND: command, wire.TIMES: times}
            if self._log.event(event, now_ms, now_ms):
                out.append((STRIKE, times))

    def deadline_ms(self) -> int | None:
        """Return when time alone changes something."""
        return None

    def snapshot(self) -> dict:
        """Return what stands where."""
        return {}
