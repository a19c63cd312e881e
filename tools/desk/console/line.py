"""A serial port of a board: opened without resetting it, and open again by itself after the cable was pulled.

DTR and RTS stay as the system sets them at opening. On most boards the two together pull the chip's reset; moved one after
the other they restart it, so they are never moved, at closing neither. Knows no log lines.
"""

import contextlib
import errno
import termios
import time
from collections.abc import Callable, Iterator

import serial

from tools.desk.console.ports import AUTO, choose, explain
from tools.errors import ToolError

BAUD = 115_200
ASK_EVERY_S = 0.25
_READ_S = 0.1
_MOST_BYTES = 4_096
_CFLAG = 2  # index in what tcgetattr returns


class SerialLine:
    """`port` is a device or `auto`; `say` gets one line when the port is lost and one when it is back.

    `back_since_s` is the time.monotonic() at which it last came back, None as long as it was never lost.
    """

    def __init__(self, port: str, say: Callable[[str], None]) -> None:
        self._wanted = port
        self._say = say
        self._opened: serial.Serial | None = None
        self.device = ""
        self.back_since_s: float | None = None

    def open(self) -> None:
        """Open the port; raises ToolError with cause and way out."""
        self.device = choose(self._wanted)
        try:
            self._opened = _opened(self.device)
        except OSError as error:
            raise explain(self.device, error) from error

    def read(self) -> Iterator[bytes]:
        """Yield what comes, nothing (b"") several times a second when nothing does; goes on after the port was away."""
        while True:
            try:
                yield self._take()
            except (OSError, termios.error):
                yield from self._come_back()

    def write(self, data: bytes) -> None:
        """Send `data`; raises ToolError when the port is away."""
        try:
            self._there().write(data)
        except (OSError, termios.error) as error:
            raise ToolError(
                f"{self.device} took nothing: {error}", "look after the cable, then try again", 3
            ) from error

    def close(self) -> None:
        """Close the port, and leave DTR and RTS as they are."""
        if self._opened is not None:
            with contextlib.suppress(OSError, termios.error):
                self._opened.close()
            self._opened = None

    def _take(self) -> bytes:
        port = self._there()
        data: bytes = port.read(1)
        if data:
            data += port.read(min(port.in_waiting, _MOST_BYTES))
        return data

    def _there(self) -> serial.Serial:
        if self._opened is None:
            raise OSError(errno.ENODEV, "the port is away")
        return self._opened

    def _come_back(self) -> Iterator[bytes]:
        self.close()
        self._say(f"{self.device} is gone; waiting for it to come back")
        lost_s = time.monotonic()
        while self._opened is None:
            yield b""
            time.sleep(ASK_EVERY_S)
            with contextlib.suppress(ToolError):
                self.open()
        self.back_since_s = time.monotonic()
        renamed = f" as {self.device}" if self._wanted == AUTO else ""
        self._say(f"back{renamed} after {time.monotonic() - lost_s:.1f} s; what the board said meanwhile is lost")


def _opened(device: str) -> serial.Serial:
    # `exclusive`: two readers of one port would each get some of the bytes.
    # What is no terminal at all raises termios.error inside, which is no OSError.
    try:
        opened = serial.Serial(device, BAUD, timeout=_READ_S, write_timeout=1.0, exclusive=True)
    except termios.error as error:
        raise OSError(errno.ENOTTY, str(error)) from error
    try:
        _keep_lines_at_close(opened.fileno())
    except (OSError, termios.error):
        opened.close()
        raise OSError(errno.EIO, "the port went away while it was opened") from None
    return opened


def _keep_lines_at_close(descriptor: int) -> None:
    settings = termios.tcgetattr(descriptor)
    settings[_CFLAG] &= ~termios.HUPCL
    termios.tcsetattr(descriptor, termios.TCSANOW, settings)
