"""Makes lines out of serial bytes, and reads those of the firmware: `<uptime_ms> <level> <text>`.

Places in tracebacks are put back to where the sources have them. What is no line of the firmware (a prompt, what
MicroPython itself says) is passed on as it is.
"""

import re
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import NamedTuple

from tools.desk.colours import BAD, BOLD, DIM, FINE, WARN, Palette, harmless
from tools.desk.decode.meanings import span

LEVELS = ("info", "warning", "error")
QUIET_S = 0.4
"""After so long without a byte an unfinished line is shown: a prompt never ends."""

_LINE = re.compile(rf"(\d{{1,15}}) ({'|'.join(LEVELS)}) (.*)")
_TONES = dict(zip(LEVELS, ("", WARN, BAD), strict=True))
_MOST_BYTES = 4_096
_READY = "ready:"
_TRACEBACK = ("Traceback (most recent call last)", "  File ")

Explain = Callable[[str], str]


class LogLine(NamedTuple):
    """A line of the firmware; `uptime_ms` and `level` are None in any other line."""

    uptime_ms: int | None
    level: str | None
    text: str


def parse(line: str) -> LogLine:
    """Return the parts of a line."""
    found = _LINE.fullmatch(line)
    return LogLine(int(found[1]), found[2], found[3]) if found else LogLine(None, None, line)


class Lines:
    """Cuts bytes into lines; bytes that are no UTF-8 are spelt out, never dropped."""

    def __init__(self, now_s: Callable[[], float] = time.monotonic) -> None:
        self._now_s = now_s
        self._rest = b""
        self._heard_s = 0.0

    def take(self, data: bytes) -> Iterator[str]:
        """Yield the lines that `data` completes, and the unfinished one after QUIET_S without a byte."""
        if data:
            self._rest += data
            self._heard_s = self._now_s()
        *whole, self._rest = self._rest.split(b"\n")
        for line in whole:
            yield _text(line)
        if self._rest and (self._now_s() - self._heard_s > QUIET_S or len(self._rest) > _MOST_BYTES):
            yield from self.rest()

    def rest(self) -> Iterator[str]:
        """Yield what was left unfinished."""
        if self._rest:
            yield _text(self._rest)
        self._rest = b""


def painted(line: str, palette: Palette, explain: Explain) -> str:
    """Return a line for a terminal: wall time, uptime, level, text."""
    parts = parse(line)
    text = harmless(explain(parts.text))
    clock = palette(DIM, datetime.now(UTC).strftime("%H:%M:%S.%f")[:-3])
    if parts.uptime_ms is None or parts.level is None:
        return f"{clock}  {palette(BAD if line.startswith(_TRACEBACK) else DIM, text)}"
    tone = FINE if text.startswith(_READY) else _TONES[parts.level]
    level = palette(_TONES[parts.level], f"{parts.level:<7}")
    body = palette(BOLD, palette(tone, text)) if tone == FINE else palette(tone, text)
    return f"{clock}  {palette(DIM, f'{span(parts.uptime_ms):>12}')}  {level}  {body}"


def logged(line: str, explain: Explain) -> str:
    """Return a line for a log file: UTC, then the line as the board said it, tracebacks by the sources."""
    moment = datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
    return f"{moment} {harmless(explain(line))}"


def _text(line: bytes) -> str:
    return line.rstrip(b"\r").decode(errors="backslashreplace")
