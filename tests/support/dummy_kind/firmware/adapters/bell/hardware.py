"""A bell that is heard on the console."""

from firmware.core.common.effects import INFO


class NoClock:
    """A board without a clock chip."""

    def unix_ms(self) -> int | None:
        return None

    def temperature_dc(self) -> int | None:
        return None

    def set(self, unix_ms: int) -> None:
        pass


class BellHardware:
    """As app/board_loop.py wants it."""

    def __init__(self, make_safe, light, console) -> None:
        self.make_safe = make_safe
        self.clock_chip = NoClock()
        self.light = light
        self._console = console

    async def sense(self, thorough: bool) -> tuple | None:
        return None

    def abandon(self) -> None:
        pass

    def carry_out(self, effect: tuple, now_ms: int) -> bool:
        self._console.say(INFO, "ding " * effect[1])
        return False

    def tick(self, now_ms: int) -> None:
        pass

    def end_ms(self) -> int | None:
        return None
