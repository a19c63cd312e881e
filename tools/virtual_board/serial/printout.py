"""What a board prints: to its serial line as an ESP32 sends it, and line by line to the console.

Owns line ends and the cutting into lines. Understands none of them.
"""

from collections.abc import Callable

MOST_LINE_BYTES = 4096


class Printout:
    """The output of one board; `send` gets bytes for the line, `on_line` whole lines.

    `binary` is on while a program speaks no text: nothing is put before its line feeds then. `private` is on from the
    first prompt to the next boot: what is said there is between the board and whoever types.
    """

    def __init__(self, send: Callable[[bytes], None], on_line: Callable[[str], None]) -> None:
        self._send = send
        self._on_line = on_line
        self._rest = bytearray()
        self.binary = False
        self.private = False

    def add(self, printed: bytes) -> None:
        """Take what the board printed."""
        self._send(printed if self.binary else printed.replace(b"\n", b"\r\n"))
        if self.private:
            return
        *lines, rest = (self._rest + printed).split(b"\n")
        for line in lines:
            self._say(line)
        self._rest = rest
        if len(rest) > MOST_LINE_BYTES:
            self.end()

    def end(self) -> None:
        """Take note that the board prints no more: what stands there is a line."""
        if self._rest:
            self._say(self._rest)
        self._rest = bytearray()

    def _say(self, line: bytearray) -> None:
        self._on_line(line.decode("utf-8", "replace").rstrip("\r"))
