"""Any device as a whole: hands each input to the machine it concerns, and asks all of them what is due.

The only class that app and simulator drive. Composition, no rules of its own. What a kind of device does itself is one
object, the machine of the kind:

    CONFIGURE                       type of the command that configures it
    configured                      what holds its `configuration` (see configuring.py) and `temperature_dc` (None unknown)
    status                          what it reports of itself, see report.py
    take(event, now_ms)             takes an input that only this kind has
    command(body, now_ms, out)      takes a command, any but CONFIGURE
    proceed(fresh, now_ms, out)     goes on; `fresh`: the input was one of the kind's own
    deadline_ms()                   when time alone changes something, None for never
    snapshot()                      what stands where, for status lines and tests
"""

from firmware.core.common import effects, inputs
from firmware.core.common.clock import Clock
from firmware.core.common.configuring import Configuring
from firmware.core.common.delivery import Delivery
from firmware.core.common.event_log import EventLog
from firmware.core.common.report import Report
from shared_protocol import fields, messages, topics
from shared_protocol.errors import LocalError


class Device:
    """A device's whole behaviour: inputs in, effects out, time as an argument."""

    def __init__(self, machine, log: EventLog, clock: Clock, reset_cause: int, firmware_version: str) -> None:
        """Take the machine of the kind, what it writes to, the clock of this boot and why it started.

        `firmware_version` is text of 1 to 32 bytes.
        """
        self._machine = machine
        self._clock = clock
        self._log = log
        self._configuring = Configuring(machine.configured, log, clock)
        self._delivery = Delivery(log.journal, clock)
        self._report = Report(machine, log.journal, clock, reset_cause, firmware_version)
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
        if kind >= inputs.FIRST_OF_KIND:
            self._machine.take(event, now_ms)
        elif kind == inputs.MESSAGE:
            self._take_message(event[1], event[2], now_ms, out)
        elif kind == inputs.LINK_UP:
            self._delivery.link_up(now_ms)
            self._report.link_up(event[1], now_ms, out)
        elif kind == inputs.LINK_DOWN:
            self._delivery.link_down()
            self._report.link_down()
        elif kind == inputs.TEMPERATURE:
            self._machine.configured.temperature_dc = event[1]
        elif kind == inputs.WALL_TIME:
            self._clock.take_rtc(event[1], now_ms)
        elif kind == inputs.HEALTH:
            self._report.take_figures(event[1], now_ms)
        elif kind != inputs.TICK:
            raise LocalError("no such input: " + str(kind))
        self._machine.proceed(kind >= inputs.FIRST_OF_KIND, now_ms, out)
        self._log.say(out)
        self._report.watch(now_ms)
        self._delivery.send(now_ms, out)
        self._report.send(now_ms, out)
        return out

    def deadline_ms(self) -> int | None:
        """Return the uptime by which `handle` has to be called again, with (TICK,) if nothing else comes; None for never."""
        due_ms = self._machine.deadline_ms()
        return _earlier(_earlier(due_ms, self._delivery.deadline_ms()), self._report.deadline_ms())

    def will(self, connection: int) -> dict:
        """Return the PRESENCE body to register as last will before connecting for the `connection`th time."""
        return self._report.will(connection)

    def snapshot(self) -> dict:
        """Return what stands where, for status lines and tests, never for recovery."""
        journal = self._log.journal
        snapshot = {
            "boot": self._clock.boot,
            "link": self._delivery.up,
            "clock_quality": self._clock.quality,
            "configuration_version": self._machine.configured.configuration.version,
            "next_seq": journal.next_seq,
            "acknowledged": journal.acknowledged,
            "room_bytes": journal.room_bytes(),
        }
        snapshot.update(self._machine.snapshot())
        return snapshot

    def _take_message(self, leaf: str, body: dict, now_ms: int, out: list) -> None:
        if leaf == topics.ACK:
            self._take_ack(body, now_ms, out)
        elif body[fields.TYPE] != self._machine.CONFIGURE:
            self._machine.command(body, now_ms, out)
        elif self._configuring.take(body, now_ms, out):
            self._report.health_soon(now_ms)

    def _take_ack(self, body: dict, now_ms: int, out: list) -> None:
        echo_ms = body.get(fields.ECHO_UPTIME_MS)
        fresh = self._clock.answers(body.get(fields.ECHO_BOOT), echo_ms, now_ms)
        self._delivery.acknowledge(body, now_ms)
        if fresh and echo_ms is not None:
            rtc_ms = self._clock.take_server(body[fields.TIME_MS], echo_ms, now_ms)
            if rtc_ms is not None:
                out.append((effects.SET_RTC, rtc_ms))

    def _tell_boot(self, now_ms: int) -> None:
        # Once, at the first input; given up when there is no room: a board in a crash loop must not fill its journal.
        if self._booted is not None:
            if self._log.journal.has_room():
                self._log.event(self._booted, now_ms, now_ms)
            self._booted = None


def _earlier(left_ms: int | None, right_ms: int | None) -> int | None:
    if left_ms is None or (right_ms is not None and right_ms < left_ms):
        return right_ms
    return left_ms
