"""What a cabinet senses and moves, as app/board_loop.py wants it of every kind."""

from firmware.adapters.cabinet.locks import Locks
from firmware.adapters.cabinet.sensing import Sensing
from firmware.adapters.cabinet.verdict_lights import VerdictLights
from firmware.core.cabinet import signals
from firmware.core.common.effects import ERROR


class CabinetHardware:
    """Sensors, locks and lights of all slots; `make_safe`, `clock_chip` and `light` are for the loop."""

    def __init__(
        self, make_safe, clock_chip, light, sensing: Sensing, locks: Locks, verdict_lights: VerdictLights, console
    ) -> None:
        self.make_safe = make_safe
        self.clock_chip = clock_chip
        self.light = light
        self._sensing = sensing
        self._locks = locks
        self._verdict_lights = verdict_lights
        self._console = console

    async def sense(self, thorough: bool) -> tuple | None:
        """Return the input that says what the sensors read; None when `abandon` was called meanwhile."""
        return (signals.READINGS, self._sensing.readings) if await self._sensing.read(thorough) else None

    def abandon(self) -> None:
        """Let the reading that is under way count for nothing."""
        self._sensing.abandon()

    def carry_out(self, effect: tuple, now_ms: int) -> bool:
        """Carry out an effect of the kind's own; tells whether the sensors have to be read anew at once."""
        if effect[0] == signals.SHOW:
            self._verdict_lights.show(effect[1], effect[2])
            return False
        slot = effect[1]
        if not self._locks.pulse(slot, now_ms):
            self._console.say(ERROR, "slot " + str(slot) + ": the expander does not answer, no pulse")
        return True

    def tick(self, now_ms: int) -> None:
        """End what is due."""
        self._locks.tick(now_ms)
        self._verdict_lights.tick(now_ms)

    def end_ms(self) -> int | None:
        """Return when something that must not last is to end; None when nothing is driven."""
        return self._locks.end_ms()
