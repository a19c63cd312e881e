"""A clock that only its owner moves, with the timers that hang on it.

Runs on CPython and MicroPython.
"""

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable


class Timer:
    """Something that is due; `cancel` calls it off."""

    def __init__(self, due_ms: float, act: "Callable[[], None]") -> None:
        self.due_ms = due_ms
        self.act = act
        self.cancelled = False

    def cancel(self) -> None:
        """Call it off."""
        self.cancelled = True


class VirtualClock:
    """Time from `start_ms` on; timers go off while `advance` or `finish` lets time pass."""

    def __init__(self, start_ms: float = 0) -> None:
        self._now_ms = start_ms
        self._timers: list[Timer] = []

    def now_ms(self) -> float:
        """Return the time."""
        return self._now_ms

    def call_later(self, delay_ms: float, act: "Callable[[], None]") -> Timer:
        """Call `act` when `delay_ms` have passed."""
        timer = Timer(self._now_ms + delay_ms, act)
        self._timers.append(timer)
        return timer

    def next_ms(self) -> float | None:
        """Return when the next timer goes off, None without one."""
        earliest = None
        for timer in self._timers:
            if not timer.cancelled and (earliest is None or timer.due_ms < earliest):
                earliest = timer.due_ms
        return earliest

    def advance(self, ms: float) -> None:
        """Let `ms` milliseconds pass."""
        end_ms = self._now_ms + ms
        while True:
            due_ms = self.next_ms()
            if due_ms is None or due_ms > end_ms:
                break
            self._now_ms = due_ms
            self._go_off(due_ms)
        self._now_ms = end_ms

    def finish(self) -> None:
        """Let time pass until nothing is due any more."""
        while True:
            due_ms = self.next_ms()
            if due_ms is None:
                break
            self.advance(due_ms - self._now_ms)

    def _go_off(self, due_ms: float) -> None:
        due = [timer for timer in self._timers if timer.due_ms <= due_ms and not timer.cancelled]
        self._timers = [timer for timer in self._timers if timer.due_ms > due_ms and not timer.cancelled]
        for timer in due:
            if not timer.cancelled:  # by one of those before it
                timer.act()
