"""What a board prints, line by line: kept in memory for tests, in `console.log` for people, and passed on.

Owns numbering and times of lines. Understands none of them.
"""

import time
from collections import deque
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

LINES_KEPT = 2000
MOST_LOG_BYTES = 8 * 1024 * 1024


class Line(NamedTuple):
    """One line; `number` counts from 1 since the supervisor started, `boot` tells which boot printed it."""

    number: int
    boot: int
    at_ms: int
    text: str


class Console:
    """Lines of one board; `echo` gets each as it comes."""

    def __init__(self, log: Path, echo: Callable[[str], None]) -> None:
        if log.exists() and log.stat().st_size > MOST_LOG_BYTES:
            log.replace(log.with_suffix(".log.1"))
        self._log = log.open("a", encoding="utf-8", buffering=1)
        self._echo = echo
        self._lines: deque[Line] = deque(maxlen=LINES_KEPT)
        self._count = 0

    def add(self, boot: int, text: str) -> None:
        """Take a line that the board or its supervisor says."""
        self._count += 1
        self._lines.append(Line(self._count, boot, round(time.monotonic() * 1000), text))
        if not self._log.closed:
            self._log.write(f"{datetime.now(UTC).isoformat(timespec='milliseconds')} [{boot}] {text}\n")
        self._echo(text)

    def after(self, number: int) -> list[Line]:
        """Return the lines kept whose number is higher."""
        return [line for line in self._lines if line.number > number]

    def close(self) -> None:
        """Close the log."""
        self._log.close()
