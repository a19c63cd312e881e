"""Restarts a board over its console, and waits for its self-test line."""

import time
from collections.abc import Callable
from pathlib import Path

from tools.console import RESET, source_place
from tools.console.line import SerialLine
from tools.console.log import Lines, parse
from tools.errors import ToolError
from tools.flash.exit_codes import EXIT_NOT_READY
from tools.flash.mpremote import pulled

READY_WITHIN_S = 60.0
GONE_S = 8.0
"""A chip's own USB port goes away at a reset, for two seconds or so."""
READY, SELF_TEST, REFUSED = "ready:", "self-test:", "configuration:"
AT_WORK = ("running,", "link up", "this image has proved itself")
"""What a board says only after READY, should that line have been lost with the port."""
_FAILURES = ("crashed,", "safe mode:", "the image ")

Say = Callable[[str], None]


def restart(port: str) -> SerialLine:
    """Reset the board at `port`, whose prompt must be reachable; return its line, still open. Raises ToolError."""
    line = SerialLine(port, lambda _text: None)
    line.open()
    line.write(RESET)
    return line


def wait_until_ready(port: str, say: Say) -> None:
    """Restart the board and show its self-test; raises ToolError when it does not come to that."""
    line = restart(port)
    try:
        _wait(line, say)
    finally:
        line.close()


def _wait(line: SerialLine, say: Say) -> None:
    lines, last = Lines(), "it says nothing"
    seen_s = time.monotonic()
    until_s = seen_s + READY_WITHIN_S
    for data in line.read():
        for text in lines.take(data):
            found = parse(text)
            if found.level is None:
                continue
            last = source_place(found.text)
            if last.startswith((READY, SELF_TEST, *AT_WORK)):
                say(last)
            if last.startswith((READY, *AT_WORK)):
                return
            if last.startswith(REFUSED):
                raise _not_ready(last, "put a right one on the board: wattlend flash --configuration FILE")
            if last.startswith(_FAILURES):
                raise _not_ready(
                    last, "wattlend console shows why; a board that had another image goes back to it by itself"
                )
        if Path(line.device).exists():
            seen_s = time.monotonic()
        elif time.monotonic() - seen_s > GONE_S:
            raise pulled(line.device)
        if time.monotonic() > until_s:
            raise _not_ready(last, "wattlend console shows what the board says; wattlend flash again")


def _not_ready(said: str, way_out: str) -> ToolError:
    return ToolError(f"flashed, but the board is not ready: {said}", way_out, EXIT_NOT_READY)
