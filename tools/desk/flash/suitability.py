"""Tells whether our firmware can run on a board, and be somebody there, before anything on it is touched."""

import re

from tools.desk.flash.exit_codes import EXIT_UNSUITABLE
from tools.desk.flash.survey import Survey
from tools.errors import ToolError

OLDEST = (1, 25)
CHIP = "ESP32S3"
LEAST_HEAP_BYTES = 96 * 1024
"""The gate of `wattlend size`."""


def check(board: Survey, files: dict[str, bytes]) -> None:
    """Raise ToolError for a board on which `files` could not run."""
    found = re.match(r"(\d+)\.(\d+)", board.release)
    if not found or (int(found[1]), int(found[2])) < OLDEST:
        oldest = ".".join(str(part) for part in OLDEST)
        raise _unsuitable(f"the board has MicroPython {board.release}", f"put MicroPython {oldest} or newer on it")
    if CHIP not in board.machine:
        raise _unsuitable(f"the board is {board.machine}", "take a board with an ESP32-S3")
    version = next(data for path, data in files.items() if path.endswith(".mpy"))[1]
    if board.mpy & 0xFF != version:
        way_out = f"put a MicroPython on it that loads .mpy version {version}, such as 1.25"
        raise _unsuitable(f"the board's MicroPython loads .mpy version {board.mpy & 0xFF}", way_out)
    if board.heap < LEAST_HEAP_BYTES:
        least = LEAST_HEAP_BYTES // 1024
        raise _unsuitable(f"the board has {board.heap // 1024} KB of heap", f"take one with {least} KB or more")


def check_own_identity(board: Survey, port: str) -> None:
    """Raise ToolError for a board that `wattlend hil` did not give back: its old configuration would come over a new one."""
    if board.is_borrowed:
        cause = "the board has the identity of a test bench: wattlend hil was cut short"
        raise _unsuitable(cause, f"wattlend hil --port {port} --give-back, then the same command again")


def _unsuitable(cause: str, way_out: str) -> ToolError:
    return ToolError(cause, way_out, EXIT_UNSUITABLE)
