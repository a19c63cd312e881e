"""A board at work: four tasks (sensing, control, link, watchdog), inputs to the core, its effects carried out in order.

One thread: a task gives way only at `await`, and `feed` has none, so an input and all its effects are one step. It ends

    by Ctrl-C        made safe, the prompt is reachable; the watchdog waits PROMPT_MS, then the board works again
    by anything else a bug or a dead flash: made safe, said on the console, reset after CRASH_PAUSE_MS

What a kind of device senses and moves is one object, its hardware:

    sense(thorough)             coroutine: reads the sensors, returns an input for the core; None when it was abandoned
    abandon()                   what is being read counts for nothing
    carry_out(effect, now_ms)   carries out an effect of the kind's own; True: read the sensors anew at once
    tick(now_ms)                ends what is due
    end_ms()                    when `tick` must not be late; None when nothing is driven
    make_safe()                 takes the power off whatever is driven
    clock_chip, light           the board's clock, and the light that tells whether the cloud can be reached
"""

import asyncio
import gc
import sys
import time

import machine

from firmware.adapters.board import health
from firmware.adapters.board.flash import CONFIGURATION
from firmware.adapters.board.watchdog import CONTROL, SENSING
from firmware.core.common import effects, inputs
from shared_protocol import cbor, topics

# Between passes of the sensors: when nothing happens, and when a command is under way.
CALM_MS = 250
LIVELY_MS = 50
LIVELY_FOR_MS = 3_000
# What seldom changes is read this often, and in each lively pass.
THOROUGH_EVERY = 8

TEMPERATURE_EVERY_MS = 10_000
WALL_TIME_EVERY_MS = 3_600_000
FIGURES_EVERY_MS = 60_000
# How late the core's deadline and the end of what is driven may be noticed.
CONTROL_MS = 25


PROMPT_MS = 600_000
# Time for Ctrl-C between two starts of a board that crashes each time.
CRASH_PAUSE_MS = 5_000


class BoardLoop:
    """Everything that a board does at run time; `start` makes its parts."""

    def __init__(self, device, hardware, link, network, flash, watchdog, console, trial) -> None:
        self._device = device
        self._hardware = hardware
        self._link = link
        self._network = network
        self._flash = flash
        self._watchdog = watchdog
        self._console = console
        self._trial = trial  # None where the image has proved itself
        self._uptime = console.uptime
        self._lively_until_ms = LIVELY_FOR_MS  # at the start, so that all is known soon
        self._hurry = False
        self._failure: Exception | None = None
        link.serve(self.feed, device.will)

    def run(self) -> None:
        """Run for ever, or until Ctrl-C."""
        gc.collect()
        self._console.say(effects.INFO, f"running, {gc.mem_free()} bytes free")
        try:
            asyncio.run(self._run_tasks())
        except KeyboardInterrupt:
            self._hardware.make_safe()
            machine.WDT(timeout=PROMPT_MS)
            self._console.say(effects.WARNING, "stopped by hand, locks off; machine.reset() or 10 minutes start again")
        except Exception as error:  # noqa: BLE001 - whatever it is, the board must be safe and come back
            crash(self._hardware.make_safe, self._console, error)

    async def _run_tasks(self) -> None:
        work = (self._sense(), self._link.run(), self._watchdog.run())
        self._tasks = [asyncio.create_task(self._watch(task)) for task in work]
        await self._control()

    async def _watch(self, task) -> None:
        try:
            await task
        except Exception as error:  # noqa: BLE001 - `_control` raises it, and with that all tasks end
            self._failure = error

    def feed(self, event: tuple) -> None:
        """Give the core an input and carry its effects out."""
        now_ms = self._uptime.now_ms()
        if event[0] == inputs.MESSAGE and event[1] == topics.COMMAND:
            self._sense_now(now_ms)
        for effect in self._device.handle(event, now_ms):
            self._carry_out(effect)
        self._link.flush()
        self._hardware.light.value(self._link.up)

    def _carry_out(self, effect: tuple) -> None:
        kind = effect[0]
        if kind >= effects.FIRST_OF_KIND:
            now_ms = self._uptime.now_ms()
            if self._hardware.carry_out(effect, now_ms):
                self._sense_now(now_ms)
        elif kind == effects.PUBLISH:
            self._link.publish(effect[1], effect[2], effect[3])
        elif kind == effects.SET_RTC:
            self._hardware.clock_chip.set(effect[1])
        elif kind == effects.STORE_CONFIGURATION:
            self._store(effect[1])
        elif kind == effects.SAY:
            self._console.say(effect[1], effect[2])

    def _store(self, body: dict) -> None:
        try:
            self._flash.replace(CONFIGURATION, cbor.encode(body))
        except OSError as error:
            self._console.say(effects.ERROR, "configuration not stored: " + str(error))

    def _sense_now(self, now_ms: int) -> None:
        # What a command is decided on must have been read after it came.
        self._lively_until_ms = now_ms + LIVELY_FOR_MS
        self._hurry = True
        self._hardware.abandon()

    async def _sense(self) -> None:
        count = 0
        while True:
            self._hurry = False
            started_ms = self._uptime.now_ms()
            lively = started_ms < self._lively_until_ms
            event = await self._hardware.sense(lively or count % THOROUGH_EVERY == 0)
            if event:
                self.feed(event)
                count += 1
            self._watchdog.advanced(SENSING)
            await self._rest(started_ms + (LIVELY_MS if lively else CALM_MS))

    async def _rest(self, until_ms: int) -> None:
        await asyncio.sleep_ms(0)
        while not self._hurry and self._uptime.now_ms() < until_ms:
            await asyncio.sleep_ms(min(CONTROL_MS, until_ms - self._uptime.now_ms()))

    async def _control(self) -> None:
        temperature_ms = wall_time_ms = figures_ms = 0
        while True:
            now_ms = self._uptime.now_ms()
            self._hardware.tick(now_ms)
            due_ms = self._device.deadline_ms()
            if due_ms is not None and now_ms >= due_ms:
                self.feed((inputs.TICK,))
            elif now_ms >= wall_time_ms:
                wall_time_ms = now_ms + WALL_TIME_EVERY_MS
                self._feed_wall_time()
            elif now_ms >= temperature_ms:
                temperature_ms = now_ms + TEMPERATURE_EVERY_MS
                self.feed((inputs.TEMPERATURE, self._hardware.clock_chip.temperature_dc()))
            elif now_ms >= figures_ms and self._hardware.end_ms() is None:
                figures_ms = now_ms + FIGURES_EVERY_MS
                self.feed((inputs.HEALTH, health.figures(self._network.rssi_dbm(), self._link.discarded)))
                gc.collect()  # the probe for the largest block left its garbage
            if self._trial and self._trial.is_over(now_ms, self._link.up):
                self._trial = None
                self._console.say(effects.INFO, "this image has proved itself")
            self._watchdog.advanced(CONTROL)
            if self._failure:
                raise self._failure
            await asyncio.sleep_ms(self._pause_ms())

    def _feed_wall_time(self) -> None:
        unix_ms = self._hardware.clock_chip.unix_ms()
        if unix_ms is not None:
            self.feed((inputs.WALL_TIME, unix_ms))

    def _pause_ms(self) -> int:
        now_ms = self._uptime.now_ms()
        pause_ms = CONTROL_MS
        for due_ms in (self._device.deadline_ms(), self._hardware.end_ms()):
            if due_ms is not None:
                pause_ms = min(pause_ms, due_ms - now_ms)
        return max(pause_ms, 1)


def crash(make_safe, console, error: Exception) -> None:
    """Make the board safe, say what happened, and reset it."""
    make_safe()
    console.say(effects.ERROR, "crashed, reset follows: " + repr(error))
    sys.print_exception(error)  # type: ignore[attr-defined]
    time.sleep_ms(CRASH_PAUSE_MS)
    machine.reset()
