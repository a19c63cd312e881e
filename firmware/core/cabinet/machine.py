"""A cabinet's own behaviour, as common/device.py wants it of every kind: slots, acts on locks, status. No rules of its own."""

from firmware.core.cabinet import signals
from firmware.core.cabinet.acts import Acts
from firmware.core.cabinet.configuration import Configuration
from firmware.core.cabinet.slots import Slots
from firmware.core.cabinet.status import Status
from firmware.core.common.clock import Clock
from firmware.core.common.commands import Commands
from firmware.core.common.event_log import EventLog
from shared_protocol import cabinet as wire
from shared_protocol import fields
from shared_protocol.errors import LocalError


class CabinetMachine:
    """The machine of a cabinet; `configured` is its slots."""

    CONFIGURE = wire.CONFIGURE

    def __init__(self, slot_count: int, configuration: Configuration, log: EventLog, clock: Clock) -> None:
        """Take the number of slots, the configuration in force, the recovered journal's log and the clock."""
        self.configured = Slots(slot_count, configuration, log)
        memory = Commands(log.journal.results)
        log.journal.results = []
        self._acts = Acts(self.configured, log, memory, clock)
        self.status = Status(self.configured)

    def take(self, event: tuple, now_ms: int) -> None:
        """Take readings."""
        if event[0] != signals.READINGS:
            raise LocalError("no such input: " + str(event[0]))
        self.configured.take_readings(event[1], now_ms)

    def command(self, body: dict, now_ms: int, out: list) -> None:
        """Take a LEND or EJECT; what is unknown is ignored."""
        if body[fields.TYPE] == wire.LEND or body[fields.TYPE] == wire.EJECT:
            self._acts.take(body, now_ms, out)

    def proceed(self, fresh: bool, now_ms: int, out: list) -> None:
        """See what became of the last pulse, then what else changed, then pulse the next lock.

        In this order a bank that left belongs to the act under way, and what is chosen is what the journal knows.
        """
        self._acts.watch(now_ms, out)
        if fresh:
            self.configured.notice(now_ms, out)
        self._acts.proceed(fresh, now_ms, out)

    def deadline_ms(self) -> int | None:
        """Return when time alone changes something, None for never."""
        return self._acts.deadline_ms()

    def snapshot(self) -> dict:
        """Return what stands where, for status lines and tests."""
        current = self._acts.current
        slots = self.configured
        return {
            "lend": None if current is None else current.state,
            "lends_waiting": self._acts.waiting_count(),
            "slots": [
                (slot.report_state(slot.number in slots.configuration.disabled), slot.bank, slot.faults)
                for slot in slots.all
            ],
        }
