"""What the firmware says on its serial console, read with pyserial: waited for, and damaged lines named.

Reads all the time in a thread, so that nothing is lost while a test does something else.
"""

import re
import threading
import time
from pathlib import Path

from tests.hil.line_faults import LineRecord
from tools.desk.console import source_place
from tools.desk.console.line import SerialLine
from tools.desk.console.log import Lines, LogLine, parse

SHOWN_LINES = 12
# What else comes on a console: prompts, tracebacks, what the ROM and the ESP-IDF say at a boot.
_NOT_OF_THE_FIRMWARE = re.compile(
    r"\s*|Traceback .*|  File .*|\w+(Error|Exception|Interrupt): ?.*|MPY: .*|MicroPython v?\d.*|Type .help.*|>>> ?.*"
    r"|ESP-ROM:.*|(Build|rst|SPI|mode|clock|entry|load|Saved PC|configsip|boot):?.*|[IWE] \(\d+\) .*"
)


class Console:
    """The open console of a board at work; `line` is handed over and read from now on, `log` gets all that comes."""

    def __init__(self, line: SerialLine, record: LineRecord, log: Path) -> None:
        self._line = line
        self._record = record
        self._log = log
        self._lines: list[LogLine] = []
        self._news = threading.Condition()
        self._ended = False
        self._heard_firmware = False
        self._thread = threading.Thread(target=self._read, name="console", daemon=True)
        self._thread.start()

    def count(self) -> int:
        """Return how many lines there were, to wait for what comes after them."""
        with self._news:
            return len(self._lines)

    def wait_for(self, pattern: str, within_s: float = 20, after: int = 0) -> re.Match[str]:
        """Return the match of the first line of the firmware whose text fits `pattern` as a whole, from line `after` on.

        Raises AssertionError, which shows what was said instead, and which lines came damaged.
        """
        wanted = re.compile(pattern)
        deadline_s = time.monotonic() + within_s
        with self._news:
            looked = after
            while True:
                for line in self._lines[looked:]:
                    looked += 1
                    if line.level is not None and (found := wanted.fullmatch(line.text)):
                        return found
                left_s = deadline_s - time.monotonic()
                if left_s <= 0:
                    raise AssertionError(self._complaint(pattern, within_s, after))
                self._news.wait(left_s)

    def texts(self, after: int = 0) -> list[str]:
        """Return what the firmware said since line `after`."""
        with self._news:
            return [line.text for line in self._lines[after:] if line.level is not None]

    def close(self) -> None:
        """Stop reading and let go of the port."""
        self._ended = True
        self._thread.join(5)
        self._line.close()

    def _read(self) -> None:
        lines = Lines()
        for data in self._line.read():
            if self._ended:
                return
            for text in lines.take(data):
                self._hear(text)

    def _hear(self, text: str) -> None:
        line = parse(source_place(text))
        with self._log.open("a", encoding="utf-8") as log:
            log.write(source_place(text) + "\n")
        if line.level is not None:
            self._heard_firmware = True
        elif self._heard_firmware and not _NOT_OF_THE_FIRMWARE.fullmatch(text):
            self._record.damaged.append(text)
        with self._news:
            self._lines.append(line)
            self._news.notify_all()

    def _complaint(self, pattern: str, within_s: float, after: int) -> str:
        said = "\n  ".join(line.text for line in self._lines[after:][-SHOWN_LINES:]) or "nothing"
        damaged = "".join(f"\n  damaged: {text!r}" for text in self._record.damaged)
        return f"the firmware did not say {pattern!r} within {within_s} s; it said:\n  {said}{damaged}"
