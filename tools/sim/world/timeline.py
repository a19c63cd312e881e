"""Virtual time: a heap of things to do, each at its millisecond. Nothing here ever sleeps.

Ties are broken by the order of arrival, so the same calls give the same run.
"""

import heapq
from collections.abc import Callable

Action = Callable[[], None]

# Wall time of virtual millisecond 0 (June 2025).
EPOCH_MS = 1_750_000_000_000


class Timeline:
    """The only clock of a simulated world; `now_ms` counts from 0."""

    def __init__(self) -> None:
        self.now_ms = 0
        self._order = 0
        self._due: list[tuple[int, int, Action]] = []

    def after(self, delay_ms: int, action: Action) -> None:
        """Do `action` in `delay_ms` milliseconds (at least 0)."""
        self._order += 1
        heapq.heappush(self._due, (self.now_ms + max(0, delay_ms), self._order, action))

    def every(self, period_ms: int, action: Action, first_ms: int = 0) -> None:
        """Do `action` every `period_ms`, for ever, beginning in `first_ms`."""

        def again() -> None:
            action()
            self.after(period_ms, again)

        self.after(first_ms, again)

    def run_until(self, end_ms: int, done: Callable[[], bool] | None = None) -> None:
        """Let time pass until `end_ms`, or until `done()` holds after some action."""
        while self._due and self._due[0][0] <= end_ms:
            self.now_ms, _, action = heapq.heappop(self._due)
            action()
            if done is not None and done():
                return
        self.now_ms = max(self.now_ms, end_ms)


class Timer:
    """Something that is due on a timeline."""

    def __init__(self, action: Action) -> None:
        self._action: Action | None = action

    def cancel(self) -> None:
        """Call it off."""
        self._action = None

    def go_off(self) -> None:
        """Do it, unless it was called off."""
        if self._action is not None:
            self._action()


class TimelineClock:
    """A timeline as the physical world wants its clock."""

    def __init__(self, timeline: Timeline) -> None:
        self._timeline = timeline

    def now_ms(self) -> int:
        """Return the virtual time."""
        return self._timeline.now_ms

    def call_later(self, delay_ms: float, act: Action) -> Timer:
        """Do `act` in `delay_ms`."""
        timer = Timer(act)
        self._timeline.after(round(delay_ms), timer.go_off)
        return timer
