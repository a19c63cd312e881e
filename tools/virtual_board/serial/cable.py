"""The USB cable between a host and a board: pulled and plugged by hand, at once or in the middle of what is sent.

Owns when that happens. The port at its end is a `SerialPort`; some boards have their power from it as well.
"""

import asyncio
from collections.abc import Callable

from tools.virtual_board.processor.lifecycle import Lifecycle
from tools.virtual_board.serial.serial_port import SerialPort


class Cable:
    """The cable of one board; `say` takes a line for people."""

    def __init__(self, port: SerialPort, lifecycle: Lifecycle, say: Callable[[str], None]) -> None:
        self._port = port
        self._lifecycle = lifecycle
        self._say = say
        self._timer: asyncio.TimerHandle | None = None
        self._took_power = False

    def pull(self, *, for_s: float | None, with_power: bool) -> None:
        """Pull it, for a time or until it is plugged in; with the board's power where it comes this way."""
        self._forget_timer()
        self._port.pull()
        self._say("cable pulled")
        if with_power:
            self._took_power = True
            self._lifecycle.cut_power()
        if for_s is not None:
            self._timer = asyncio.get_running_loop().call_later(for_s, self.plug)

    def pull_after(self, count: int, *, for_s: float | None, with_power: bool) -> None:
        """Pull it when `count` more bytes have come from the host."""
        self._port.call_after(count, lambda: self.pull(for_s=for_s, with_power=with_power))

    def plug(self) -> None:
        """Plug it in; the port's name may be another."""
        self._forget_timer()
        self._port.plug()
        self._say(f"cable plugged in, serial port {self._port.name}")
        if self._took_power:
            self._took_power = False
            self._lifecycle.restore_power()

    def close(self) -> None:
        """Take it away for good."""
        self._forget_timer()
        self._port.close()

    def _forget_timer(self) -> None:
        if self._timer:
            self._timer.cancel()
            self._timer = None
