"""Time that only a test moves, for whatever asks for `now_ms` and `call_later`."""

from collections.abc import Callable


class Timer:
    def __init__(self, due_ms: float, act: Callable[[], None]) -> None:
        self.due_ms = due_ms
        self.act = act
        self.cancelled = False

    def cancel(self) -> None:
        self.cancelled = True


class FakeWorld:
    def __init__(self) -> None:
        self.ms = 1000.0
        self.timers: list[Timer] = []

    def now_ms(self) -> float:
        return self.ms

    def call_later(self, delay_ms: float, act: Callable[[], None]) -> Timer:
        timer = Timer(self.ms + delay_ms, act)
        self.timers.append(timer)
        return timer

    def advance(self, ms: float) -> None:
        end = self.ms + ms
        while due := [timer for timer in self.timers if timer.due_ms <= end]:
            timer = min(due, key=lambda candidate: candidate.due_ms)
            self.timers.remove(timer)
            self.ms = timer.due_ms
            if not timer.cancelled:
                timer.act()
        self.ms = end
