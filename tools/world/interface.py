"""What the physical world asks of its time. For type checkers alone: MicroPython has no `typing`."""

from collections.abc import Callable
from typing import Protocol


class Cancellable(Protocol):
    """What `call_later` returns."""

    def cancel(self) -> None:
        """Call it off."""


class Clock(Protocol):
    """Time as the world sees it."""

    def now_ms(self) -> float:
        """Return a monotonic time."""

    def call_later(self, delay_ms: float, act: Callable[[], None]) -> Cancellable:
        """Call `act` after a delay."""


Reading = tuple[bool | None, bytes | None, float | None, int | None]
"""Of one slot: presence, identity, charge in percent, cycles (see firmware.core.inputs.READINGS)."""
