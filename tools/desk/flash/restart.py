"""Restarts a board over its console, and waits for its self-test line."""

import contextlib
import time
from collections.abc import Callable
from pathlib import Path

from tools.desk.console import INTERRUPT, RESET, source_place
from tools.desk.console.line import SerialLine
from tools.desk.console.log import Lines, parse
from tools.desk.flash.exit_codes import EXIT_NOT_READY
from tools.desk.flash.mpremote import pulled
from tools.errors import ToolError

READY_WITHIN_S = 60.0
GONE_S = 8.0
"""A chip's own USB port goes away at a reset, for two seconds or so."""
READY, SELF_TEST, REFUSED = "ready:", "self-test:", "configuration:"
AT_WORK = ("running,", "link up", "this image has proved itself")
"""What a board says only after READY, should that line have been lost with the port."""
STOPPED = "stopped by hand"
"""What only a board says that was at work when Ctrl-C came."""
SILENT_S = 5.0
PROMPT_AFTER_S = 0.3
_FAILURES = ("crashed,", "safe mode:", "the image ")

Say = Callable[[str], None]


def restart(port: str) -> SerialLine:
    """Reset the board at `port`, whose prompt must be reachable; return its line, still open. Raises ToolError."""
    line = SerialLine(port, lambda _text: None)
    line.open()
    line.write(RESET)
    return line


def stop_and_restart(port: str) -> None:
    """Restart the board in whatever it is interrupted, if it is still there: what Ctrl-C leaves behind is half a program."""
    line = SerialLine(port, lambda _text: None)
    with contextlib.suppress(ToolError):
        line.open()
        _stop_and_reset(line)
    line.close()


def _stop_and_reset(line: SerialLine) -> None:
    line.write(INTERRUPT)
    time.sleep(PROMPT_AFTER_S)
    line.write(RESET)


def wait_until_ready(port: str, say: Say) -> None:
    """Restart the board and show its self-test; raises ToolError when it does not come to that."""
    line = restart(port)
    try:
        _wait(line, say)
    finally:
        line.close()


def _wait(line: SerialLine, say: Say) -> None:
    lines, start = Lines(), _Start(line, say)
    seen_s = time.monotonic()
    until_s = seen_s + READY_WITHIN_S
    for data in line.read():
        if any(start.take(text) for text in lines.take(data)):
            return
        start.ask_a_silent_board()
        if Path(line.device).exists():
            seen_s = time.monotonic()
        elif time.monotonic() - seen_s > GONE_S:
            raise pulled(line.device)
        if time.monotonic() > until_s:
            raise _not_ready(start.last, "wattlend console shows what the board says; wattlend flash again")


class _Start:
    """What a board says of its start; `last` is the newest of it."""

    def __init__(self, line: SerialLine, say: Say) -> None:
        self._line = line
        self._say = say
        self._asked = False
        self.last = "it says nothing"

    def take(self, text: str) -> bool:
        """Take a line; tell whether the board is ready. Raises ToolError when it will not be."""
        found = parse(text)
        if found.level is None:
            return False
        self.last = source_place(found.text)
        if self.last.startswith((READY, SELF_TEST, *AT_WORK)):
            self._say(self.last)
        if self.last.startswith(REFUSED):
            raise _not_ready(self.last, "put a right one on the board: wattlend flash --configuration FILE")
        if self.last.startswith(_FAILURES):
            raise _not_ready(
                self.last, "wattlend console shows why; a board that had another image goes back to it by itself"
            )
        if self._asked and self.last.startswith(STOPPED):
            self._say("ready: it started while the port was away, and starts again")
            return True
        return self.last.startswith((READY, *AT_WORK))

    def ask_a_silent_board(self) -> None:
        """Stop and restart, once, a board that may have said all it says while its port was away."""
        back_s = self._line.back_since_s
        if self._asked or back_s is None or time.monotonic() - back_s < SILENT_S:
            return
        self._asked = True
        with contextlib.suppress(ToolError):  # the port is away again: then there is nothing to ask
            _stop_and_reset(self._line)


def _not_ready(said: str, way_out: str) -> ToolError:
    return ToolError(f"flashed, but the board is not ready: {said}", way_out, EXIT_NOT_READY)
