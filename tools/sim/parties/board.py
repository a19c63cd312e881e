"""One cabinet's computer: runs the firmware's real core on hardware, flash and line of the simulated world.

Does for the core what the adapters do on a real board: sensing, sealing, connecting, restarting. Everything in it but
the flash is gone when the power is.
"""

from collections.abc import Callable
from dataclasses import dataclass
from random import Random
from typing import Any

from firmware.core.cabinet import configuration, device, journal_room, settings, signals
from firmware.core.common import boots, effects, inputs
from firmware.core.common.device import Device
from firmware.core.common.journal import JOURNAL_ID_BYTES
from shared_protocol import cabinet as wire
from shared_protocol import cbor, codes, fields, messages, topics
from shared_protocol.channel import DeviceChannel
from shared_protocol.errors import RemoteError
from tools.sim.judging.flash_records import last_intent, open_commands
from tools.sim.judging.observations import AckArrived, AckTaken, Booted, CommandArrived, Observation, Published, Pulsed
from tools.sim.world.broker import Line
from tools.sim.world.flash import SimulatedFlash
from tools.sim.world.randomness import happens
from tools.sim.world.timeline import EPOCH_MS, Timeline
from tools.sim.world.trace import Trace, short
from tools.world.cabinet import Cabinet
from tools.world.torn_flash import PowerCut

BOARD = "cabinet-s3"
FIRMWARE_VERSION = "sim"
CONFIGURATION_FILE = "configuration"
# Small, so that old segments have to go in every run.
JOURNAL_BYTES = 10 * 4096
# Sensing: often while something is going on, seldom else.
QUICK_MS = 100
SLOW_MS = 1_000
BUSY_MS = 5_000
START_MS = (300, 2_000)
OFF_MS = (500, 15_000)
CONNECT_MS = (100, 4_000)


@dataclass
class Troubles:
    """How often power fails at the worst moments: chances in thousandths."""

    cut_before_pulse: int = 0
    cut_after_pulse: int = 0
    cut_in_recovery: int = 0


class Board:
    """`device` is the running core, None while there is no power."""

    def __init__(
        self,
        document: dict[str, Any],
        timeline: Timeline,
        random: Random,
        trace: Trace,
        hardware: Cabinet,
        flash: SimulatedFlash,
        line: Line,
        observe: Callable[[Observation], None],
    ) -> None:
        """Take the board's own file (as `configuration.json` has it), its parts, and whom to tell what happens."""
        self.device_id = str(document["device_id"])
        self.troubles = Troubles()
        self.power_cuts = 0
        self.pulses = 0
        self.device: Device | None = None
        self.hardware = hardware
        self.flash = flash
        self.line = line
        self._document = document
        self._timeline = timeline
        self._random = random
        self._trace = trace
        self._observe = observe
        self._settings = settings.parse(document, {BOARD: len(hardware.slots)})
        self._channel = DeviceChannel(self.device_id, self._settings.key_version, self._settings.key, wire.ROWS)
        self._chip_offset_ms = random.choice((None, random.randint(-90_000, 90_000)))
        self._life = 0
        self._boot = 0
        self._booted_ms = 0
        self._connection = 0
        self._tick_ms: int | None = None
        self._sample_ms = 0
        self._busy_until_ms = 0
        hardware.on_change = self._hurry
        line.on_message = self._receive
        line.on_lost = self._lose_link

    @property
    def uptime_ms(self) -> int:
        """Milliseconds since this boot."""
        return self._timeline.now_ms - self._booted_ms

    def unacknowledged_seq(self) -> int | None:
        """Return the number of the newest event if the cabinet still waits to hear of it, None if it does not."""
        if self.device is None:
            return None
        state = self.device.snapshot()
        newest_seq = int(state["next_seq"]) - 1
        return newest_seq if newest_seq > state["acknowledged"] else None

    def power_on(self) -> None:
        """Start, unless it runs."""
        if self.device is not None:
            return
        self._observe(Booted(self.device_id, frozenset(open_commands(self.flash.files))))
        if happens(self._random, self.troubles.cut_in_recovery):
            self.flash.chance.cut_at = self._random.randint(0, 3)
        try:
            self.device = self._start()
        except PowerCut:
            self.cut_power("in recovery")
            return
        self._trace.note(self.device_id, f"boot {self._boot}")
        self._connection = 0
        self._tick_ms = None
        self._busy_until_ms = self._timeline.now_ms + BUSY_MS
        self._handle((inputs.TEMPERATURE, 250))
        if self._chip_offset_ms is not None:
            self._handle((inputs.WALL_TIME, EPOCH_MS + self._timeline.now_ms + self._chip_offset_ms))
        self._sample_in(self._random.randint(*START_MS))
        self._soon(self._random.randint(*START_MS), self._connect)

    def cut_power(self, why: str) -> None:
        """Take the power away; it comes back some time later."""
        self.power_cuts += 1
        self._trace.note(self.device_id, f"power cut {why}")
        self.device = None
        self._life += 1
        self.flash.chance.cut_at = None
        self.line.drop()
        self._timeline.after(self._random.randint(*OFF_MS), self.power_on)

    def _start(self) -> Device:
        now_ms = self._timeline.now_ms
        new_id = self._random.randbytes(JOURNAL_ID_BYTES)
        journal = journal_room.open_journal(self.flash, new_id, JOURNAL_BYTES, self._settings.slot_count)
        self._boot = boots.next_boot(self.flash, journal)
        stored = None
        if CONFIGURATION_FILE in self.flash.names():
            stored = self.flash.read(CONFIGURATION_FILE, 0, 4096)
        self._settings.configuration = configuration.restore(stored, self._settings.slot_count)
        self._booted_ms = now_ms
        return device.build(self._settings, journal, self._boot, codes.RESET_POWER_ON, FIRMWARE_VERSION)

    def _handle(self, event: tuple[Any, ...]) -> None:
        device = self.device
        if device is None:
            return
        life = self._life
        try:
            for effect in device.handle(event, self.uptime_ms):
                self._carry_out(effect)
                if self._life != life:
                    return
        except PowerCut:
            self.cut_power("in a flash operation")
            return
        self._arm(device.deadline_ms())

    def _carry_out(self, effect: tuple[Any, ...]) -> None:
        kind = effect[0]
        if kind == effects.PUBLISH:
            self._publish(effect[1], effect[2])
        elif kind == signals.PULSE_LOCK:
            self._pulse(effect[1])
        elif kind == effects.STORE_CONFIGURATION:
            self.flash.replace(CONFIGURATION_FILE, cbor.encode(effect[1]))
        elif kind == effects.SET_RTC and self._chip_offset_ms is not None:
            self._chip_offset_ms = effect[1] - EPOCH_MS - self._timeline.now_ms
        elif kind == effects.SAY:
            self._trace.note(self.device_id, f"says {effect[2]}")

    def _pulse(self, slot: int) -> None:
        if happens(self._random, self.troubles.cut_before_pulse):
            self.cut_power(f"before the pulse of slot {slot}")
            return
        self.pulses += 1
        self._trace.note(self.device_id, f"pulse slot {slot}")
        self._observe(Pulsed(self.device_id, self._boot, self.uptime_ms, slot, last_intent(self.flash.files)))
        self.hardware.pulse(slot)
        self._hurry()
        if happens(self._random, self.troubles.cut_after_pulse):
            life = self._life
            self._timeline.after(self._random.randint(0, 900), lambda: self._cut_if_alive(life))

    def _cut_if_alive(self, life: int) -> None:
        if self._life == life and self.device is not None:
            self.cut_power("after a pulse")

    def _publish(self, leaf: str, body: dict[int, Any]) -> None:
        self._observe(Published(self.device_id, self._boot, body))
        if leaf == topics.EVENT or body[fields.TYPE] == messages.COMMAND_STATE:
            self._trace.note(self.device_id, _told(body))
        self.line.publish(leaf, self._channel.seal(leaf, body))

    def _receive(self, leaf: str, packet: bytes) -> None:
        if self.device is None:
            return
        try:
            body = self._channel.open(leaf, packet)
        except RemoteError:
            self._trace.note(self.device_id, "refused what is not authentic")
            return
        if body[fields.TYPE] == wire.LEND:
            self._trace.note(self.device_id, f"asked to lend {short(bytes(body[fields.COMMAND]))}")  # type: ignore[call-overload]
            self._observe(CommandArrived(self.device_id, self._boot, body))
            self._hurry()
        elif body[fields.TYPE] == messages.ACK:
            self._observe(AckArrived(self.device_id, body[fields.JOURNAL], body[fields.SEQ]))  # type: ignore[arg-type]
        self._handle((inputs.MESSAGE, leaf, body))
        if body[fields.TYPE] == messages.ACK and self.device is not None:
            self._observe(AckTaken(self.device_id, self.device.snapshot()["acknowledged"]))

    def _connect(self) -> None:
        device = self.device
        if device is None:
            return
        if not self.line.connected:
            will = self._channel.seal(topics.PRESENCE, device.will(self._connection + 1))
            if self.line.connect(will):
                self._connection += 1
                self._trace.note(self.device_id, f"connection {self._connection}")
                self._handle((inputs.LINK_UP, self._connection))
        self._soon(self._random.randint(*CONNECT_MS), self._connect)

    def _lose_link(self) -> None:
        self._trace.note(self.device_id, "connection lost")
        self._handle((inputs.LINK_DOWN,))

    def _arm(self, deadline_ms: int | None) -> None:
        if deadline_ms is None:
            self._tick_ms = None
            return
        due_ms = self._booted_ms + max(deadline_ms, self.uptime_ms + 1)
        if self._tick_ms is None or due_ms != self._tick_ms:
            self._tick_ms = due_ms
            self._soon(due_ms - self._timeline.now_ms, self._tick)

    def _tick(self) -> None:
        if self._tick_ms == self._timeline.now_ms:
            self._tick_ms = None
            self._handle((inputs.TICK,))

    def _hurry(self) -> None:
        self._busy_until_ms = self._timeline.now_ms + BUSY_MS
        if self.device is not None and self._sample_ms > self._timeline.now_ms + QUICK_MS:
            self._sample_in(QUICK_MS)

    def _sample_in(self, delay_ms: int) -> None:
        self._sample_ms = self._timeline.now_ms + delay_ms
        self._soon(delay_ms, self._sample)

    def _sample(self) -> None:
        if self._sample_ms != self._timeline.now_ms:
            return
        self._handle((signals.READINGS, self.hardware.readings()))
        self._sample_in(QUICK_MS if self._timeline.now_ms < self._busy_until_ms else SLOW_MS)

    def _soon(self, delay_ms: int, action: Callable[[], None]) -> None:
        """Do `action` in `delay_ms`, unless power goes before."""
        life = self._life

        def act() -> None:
            if self._life == life and self.device is not None:
                action()

        self._timeline.after(delay_ms, act)


def _told(body: dict[int, Any]) -> str:
    kind = body[fields.TYPE]
    seq = f" seq {body[fields.SEQ]}" if fields.SEQ in body else ""
    command = f" {short(body[fields.COMMAND])}" if fields.COMMAND in body else ""
    outcome = f" outcome {body[fields.OUTCOME]}/{body.get(fields.REASON, 0)}" if fields.OUTCOME in body else ""
    slot = f" slot {body[wire.SLOT]}" if wire.SLOT in body else ""
    return f"tells {kind}{seq}{command}{outcome}{slot}"
