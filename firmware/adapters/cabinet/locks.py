"""The locks' drives: one pulse at a time, and three things that end it.

First the loop (`tick`), second a timer interrupt, should the loop be late, third the chips' reset line, should the bus
refuse to carry the "off". Whether to pulse is the core's business.
"""

from firmware.adapters.cabinet.slot_bus import SLOTS_PER_CHIP

# The timer leaves the loop this much time to end the pulse itself.
TIMER_GRACE_MS = 40


class Locks:
    """Pulses locks for `pulse_ms`; `timer` has the methods of machine.Timer, `one_shot` is machine.Timer.ONE_SHOT."""

    def __init__(self, slot_bus, pulse_ms: int, timer, one_shot: int) -> None:
        self._bus = slot_bus
        self._pulse_ms = pulse_ms
        self._timer = timer
        self._one_shot = one_shot
        self._driven = None  # the expander that drives a lock
        self._end_ms = 0

    def pulse(self, slot: int, now_ms: int) -> bool:
        """Drive the lock of `slot` (from 1); returns False when its expander does not answer, and then all are off."""
        self.release()
        chip, pin = divmod(slot - 1, SLOTS_PER_CHIP)
        expander = self._bus.expanders[chip]
        self._end_ms = now_ms + self._pulse_ms
        self._driven = expander
        self._timer.init(mode=self._one_shot, period=self._pulse_ms + TIMER_GRACE_MS, callback=self._on_timer)
        try:
            if not expander.is_configured():
                expander.configure()
            expander.drive(1 << pin)
        except OSError:
            self.release()
            return False
        return True

    def tick(self, now_ms: int) -> None:
        """End the pulse that is due."""
        if self._driven is not None and now_ms >= self._end_ms:
            self.release()

    def end_ms(self) -> int | None:
        """Return the uptime at which `tick` is due, None when no lock is driven."""
        return None if self._driven is None else self._end_ms

    def release(self) -> None:
        """Put the drive off now, over the bus, else by the reset line."""
        expander = self._driven
        if expander is None:
            return
        self._timer.deinit()
        try:
            expander.release()
        except OSError:
            self._bus.reset()
        self._driven = None

    def _on_timer(self, _timer) -> None:
        self.release()
