"""A cabinet as a whole: hands each input to the machine it concerns, and asks all of them what is due.

The only class that app and simulator drive. Composition, no rules of its own.
"""

from firmware.core.cabinet.acts import Acts
from firmware.core.cabinet.configuration import default
from firmware.core.cabinet.configuring import Configuring
from firmware.core.cabinet.report import Report
from firmware.core.cabinet.slots import Slots
from firmware.core.common import effects, inputs
from firmware.core.common.clock import Clock
from firmware.core.common.commands import Commands
from firmware.core.common.delivery import Delivery
from firmware.core.common.event_log import EventLog
from firmware.core.common.journal import Journal, reserve_bytes
from firmware.core.common.settings import Settings
from shared_protocol import fields, messages
from shared_protocol.errors import LocalError


class Device:
    """A cabinet's whole behaviour: inputs in, effects out, time as an argument."""

    def __init__(
        self, settings: Settings, journal: Journal, boot: int, reset_cause: int, firmware_version: str
    ) -> None:
        """Take the checked settings, the recovered journal, this boot's number (boots.next_boot) and why it started.

        `firmware_version` is text of 1 to 32 bytes. Raises ValueError when the journal's quota is too small for the slots.
        """
        journal.boot = boot
        if not journal.fits(reserve_bytes(settings.slot_count)):
            raise ValueError("the journal's quota is too small for " + str(settings.slot_count) + " slots")
        self._clock = Clock(boot)
        self._log = EventLog(journal, self._clock)
        configuration = settings.configuration or default(settings.slot_count)
        self._slots = Slots(settings.slot_count, configuration, self._log)
        memory = Commands(journal.results)
        journal.results = []
        self._acts = Acts(self._slots, self._log, memory, self._clock)
        self._configuring = Configuring(self._slots, self._log, self._clock)
        self._delivery = Delivery(journal, self._clock)
        self._report = Report(self._slots, journal, self._clock, reset_cause, firmware_version)
        self._journal = journal
        self._booted: dict | None = {
            fields.TYPE: messages.BOOTED,
            fields.RESET_CAUSE: reset_cause,
            fields.FIRMWARE_VERSION: firmware_version,
        }

    def handle(self, event: tuple, now_ms: int) -> list:
        """Take one input (inputs.py) at uptime `now_ms`; returns the effects (effects.py), to be carried out in order."""
        out: list[tuple] = []
        self._tell_boot(now_ms)
        kind = event[0]
        if kind == inputs.READINGS:
            self._slots.take_readings(event[1], now_ms)
        elif kind == inputs.MESSAGE:
            self._take_message(event[2], now_ms, out)
        elif kind == inputs.LINK_UP:
            self._delivery.link_up(now_ms)
            self._report.link_up(event[1], now_ms, out)
        elif kind == inputs.LINK_DOWN:
            self._delivery.link_down()
            self._report.link_down()
        elif kind == inputs.TEMPERATURE:
            self._slots.temperature_dc = event[1]
        elif kind == inputs.WALL_TIME:
            self._clock.take_rtc(event[1], now_ms)
        elif kind == inputs.HEALTH:
            self._report.take_figures(event[1], now_ms)
        elif kind != inputs.TICK:
            raise LocalError("no such input: " + str(kind))
        self._go_on(kind == inputs.READINGS, now_ms, out)
        return out

    def deadline_ms(self) -> int | None:
        """Return the uptime by which `handle` has to be called again, with (TICK,) if nothing else comes; None for never."""
        due_ms = self._acts.deadline_ms()
        return _earlier(_earlier(due_ms, self._delivery.deadline_ms()), self._report.deadline_ms())

    def will(self, connection: int) -> dict:
        """Return the PRESENCE body to register as last will before connecting for the `connection`th time."""
        return self._report.will(connection)

    def snapshot(self) -> dict:
        """Return what stands where, for status lines and tests, never for recovery."""
        current = self._acts.current
        return {
            "boot": self._clock.boot,
            "link": self._delivery.up,
            "clock_quality": self._clock.quality,
            "configuration_version": self._slots.configuration.version,
            "next_seq": self._journal.next_seq,
            "acknowledged": self._journal.acknowledged,
            "room_bytes": self._journal.room_bytes(),
            "lend": None if current is None else current.state,
            "lends_waiting": self._acts.waiting_count(),
            "slots": [
                (slot.report_state(slot.number in self._slots.configuration.disabled), slot.bank, slot.faults)
                for slot in self._slots.all
            ],
        }

    def _take_message(self, body: dict, now_ms: int, out: list) -> None:
        kind = body[fields.TYPE]
        if kind == messages.LEND or kind == messages.EJECT:  # noqa: PLR1714 - a tuple costs heap at each message
            self._acts.take(body, now_ms, out)
        elif kind == messages.CONFIGURE:
            if self._configuring.take(body, now_ms, out):
                self._report.health_soon(now_ms)
        elif kind == messages.ACK:
            self._take_ack(body, now_ms, out)

    def _take_ack(self, body: dict, now_ms: int, out: list) -> None:
        echo_ms = body.get(fields.ECHO_UPTIME_MS)
        fresh = self._clock.answers(body.get(fields.ECHO_BOOT), echo_ms, now_ms)
        self._delivery.acknowledge(body, now_ms)
        if fresh and echo_ms is not None:
            rtc_ms = self._clock.take_server(body[fields.TIME_MS], echo_ms, now_ms)
            if rtc_ms is not None:
                out.append((effects.SET_RTC, rtc_ms))

    def _go_on(self, fresh: bool, now_ms: int, out: list) -> None:
        # What became of the last pulse, before what else changed, before the next pulse: a bank that left belongs to
        # the lend under way, and what is chosen is what the journal knows.
        self._acts.watch(now_ms, out)
        if fresh:
            self._slots.notice(now_ms, out)
        self._acts.proceed(fresh, now_ms, out)
        self._log.say(out)
        self._report.watch(now_ms)
        self._delivery.send(now_ms, out)
        self._report.send(now_ms, out)

    def _tell_boot(self, now_ms: int) -> None:
        # Once, at the first input; given up when there is no room: a board in a crash loop must not fill its journal.
        if self._booted is not None:
            if self._journal.room_for_lends(len(self._slots.all)):
                self._log.event(self._booted, now_ms, now_ms)
            self._booted = None


def _earlier(left_ms: int | None, right_ms: int | None) -> int | None:
    if left_ms is None or (right_ms is not None and right_ms < left_ms):
        return right_ms
    return left_ms
