"""A board's lifecycle: power, resets and their causes, the watchdog, and when to give up on a board that only crashes.

Owns the process of the moment and what each kind of end does to the hardware around it.
"""

import asyncio
import time
from collections import deque
from collections.abc import Callable
from dataclasses import asdict, dataclass
from enum import Enum, IntEnum

from tools.virtual_board.mainboard import Mainboard
from tools.virtual_board.network.network import Network
from tools.virtual_board.network.station import Station
from tools.virtual_board.processor.process import Process

BOOT_DELAY_S = 0.02
CRASHES_ALLOWED, CRASH_WINDOW_S = 10, 30.0


class Cause(IntEnum):
    """Why a board booted, in the numbers of `machine.reset_cause()`."""

    POWER_ON = 1
    HARD = 2
    WATCHDOG = 3
    SOFT = 5


class State(Enum):
    """What the board is doing."""

    OFF = "off"
    STARTING = "starting"
    RUNNING = "running"
    GAVE_UP = "gave up"


@dataclass
class Boot:
    """One boot; `at_ms` by the host's monotonic clock."""

    boot: int
    cause: str
    at_ms: int


class Lifecycle:
    """Power and resets of one board. `launch(cause, clock_s)` starts a process and returns it; `say` takes a line for people."""

    def __init__(
        self,
        mainboard: Mainboard,
        network: Network,
        station: Station,
        launch: Callable[[Cause, int], Process],
        say: Callable[[str], None],
    ) -> None:
        self._mainboard = mainboard
        self._network = network
        self._station = station
        self._launch = launch
        self._say = say
        self._process: Process | None = None
        self._next: Cause | None = None
        self._timers: dict[str, asyncio.TimerHandle] = {}
        self._watchdog_s: float | None = None
        self._fed_s = 0.0
        self._clock_zero_s = 0.0
        self._crashes: deque[float] = deque()
        self._stopped: asyncio.Event = asyncio.Event()
        self._stopped.set()
        self.state = State.OFF
        self.boots: list[Boot] = []
        self.watchdog_bites = 0
        self.crashes = 0
        self.on_boot: Callable[[int], None] = lambda _boot: None

    @property
    def pid(self) -> int | None:
        """The id of the running process."""
        return self._process.pid if self._process else None

    def restore_power(self) -> None:
        """Switch the supply on; a board that has power goes on as it is."""
        self._cancel("power")
        if self.state in (State.OFF, State.GAVE_UP):
            self._clock_zero_s = time.monotonic()
            self._crashes.clear()
            self._start_soon(Cause.POWER_ON)

    def cut_power(self, for_s: float | None = None) -> None:
        """Switch the supply off between two instructions, for a time or until it is restored."""
        self._end_process(None)
        self._watchdog_s = None
        self.state = State.OFF
        self._mainboard.lose_power()
        self._cancel("power")
        if for_s is not None:
            self._timers["power"] = asyncio.get_running_loop().call_later(for_s, self.restore_power)

    def press_reset(self) -> None:
        """Press the reset button: to the processor the same as power coming up, to the chips around it nothing."""
        if self.state is State.OFF:
            return
        self._crashes.clear()
        self._watchdog_s = None
        self._clock_zero_s = time.monotonic()
        self._end_process(Cause.POWER_ON)
        self._mainboard.reset_processor()

    def kill(self) -> None:
        """Let the processor panic: it resets by itself, and nothing around it notices."""
        if self.state in (State.RUNNING, State.STARTING):
            self._crashes.clear()
            self._reset(Cause.HARD)

    def reset_by_firmware(self, *, soft: bool, by_hand: bool) -> None:
        """Carry out `machine.reset()` or a soft reset; one asked for at the prompt is `by_hand`, and no crash."""
        if soft:
            self._network.board_is_gone(said_goodbye=True)
            self._end_process(Cause.SOFT)
        else:
            self._reset(Cause.HARD)
        if not by_hand:
            self._count_crash("soft reset" if soft else "reset itself")

    def start_watchdog(self, timeout_ms: int) -> None:
        """Arm the watchdog; it cannot be disarmed but by a reset of the processor."""
        self._watchdog_s = timeout_ms / 1000
        self.feed_watchdog()
        self._watch(self._watchdog_s)

    def feed_watchdog(self) -> None:
        """Put the bite off for another period."""
        self._fed_s = time.monotonic()

    def set_clock(self, seconds: int) -> None:
        """Set the processor's own clock, in seconds since 2000."""
        self._clock_zero_s = time.monotonic() - seconds

    def booted(self) -> None:
        """Take note that the process runs and is about to start the firmware."""
        self.state = State.RUNNING
        self._network.board_is_up()
        self.on_boot(len(self.boots))

    async def stop(self) -> None:
        """End everything; returns when the process is gone."""
        self.cut_power()
        for name in list(self._timers):
            self._cancel(name)
        await self._stopped.wait()

    def snapshot(self) -> dict[str, object]:
        """Return counters and the list of boots as plain data."""
        return {
            "state": self.state.value,
            "pid": self.pid,
            "boots": [asdict(boot) for boot in self.boots],
            "watchdog_bites": self.watchdog_bites,
            "crashes": self.crashes,
        }

    def _reset(self, cause: Cause) -> None:
        self._watchdog_s = None
        self._end_process(cause)
        self._mainboard.reset_processor()

    def _end_process(self, next_cause: Cause | None) -> None:
        self._next = next_cause
        self._cancel("start")
        if next_cause is not Cause.SOFT:
            self._network.board_is_gone(said_goodbye=False)
            self._station.reset()
        if self._process:
            self._process.kill()
        elif next_cause is not None and self.state is not State.OFF:
            self._start_soon(next_cause)

    def _start_soon(self, cause: Cause) -> None:
        self.state = State.STARTING
        self._next = cause
        if self._process is None:
            self._timers["start"] = asyncio.get_running_loop().call_later(BOOT_DELAY_S, self._start, cause)

    def _start(self, cause: Cause) -> None:
        self._next = None
        self.boots.append(Boot(len(self.boots) + 1, cause.name.lower(), round(time.monotonic() * 1000)))
        self._stopped.clear()
        self._process = self._launch(cause, int(time.monotonic() - self._clock_zero_s))

    def _ended(self) -> None:
        self._process = None
        self._stopped.set()
        if self._next is None and self.state in (State.RUNNING, State.STARTING):
            self._panicked()
        if self._next is not None and self.state in (State.RUNNING, State.STARTING):
            self._start_soon(self._next)

    def process_ended(self, process: Process) -> None:
        """Take note that a process is gone, and start the next one where that is due."""
        if process is self._process:
            self._ended()

    def _panicked(self) -> None:
        self.crashes += 1
        self._watchdog_s = None
        self._network.board_is_gone(said_goodbye=False)
        self._station.reset()
        self._mainboard.reset_processor()
        self._next = Cause.HARD
        self._count_crash("crashed")

    def _count_crash(self, how: str) -> None:
        now = time.monotonic()
        self._crashes.append(now)
        while now - self._crashes[0] > CRASH_WINDOW_S:
            self._crashes.popleft()
        if len(self._crashes) > CRASHES_ALLOWED:
            self.state = State.GAVE_UP
            self._next = None
            self._say(
                f"gave up: {how}, the {len(self._crashes)}th restart of its own within {CRASH_WINDOW_S:.0f} s; its last"
                " lines are in console.log; start it again with: wattlend bench-rig BOARD restore-power"
            )

    def _watch(self, delay_s: float) -> None:
        self._cancel("watchdog")
        self._timers["watchdog"] = asyncio.get_running_loop().call_later(delay_s, self._maybe_bite)

    def _maybe_bite(self) -> None:
        if self._watchdog_s is None:
            return
        if self._process:
            self._process.line.drain()  # a supervisor that came late must not blame the board
        if self._watchdog_s is None:
            return
        left_s = self._fed_s + self._watchdog_s - time.monotonic()
        if left_s > 0:
            self._watch(left_s)
            return
        self.watchdog_bites += 1
        self._say(f"watchdog: not fed for {self._watchdog_s * 1000:.0f} ms, reset")
        self._reset(Cause.WATCHDOG)
        self._count_crash("watchdog reset")

    def _cancel(self, name: str) -> None:
        if handle := self._timers.pop(name, None):
            handle.cancel()
