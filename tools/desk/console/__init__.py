"""Shows a board's serial log with time and level; tracebacks name the lines of our sources. Ctrl-C ends it.

Nothing resets the board unless you say so: DTR and RTS are left alone. When the cable is pulled it waits, and goes on.

exit codes:
  0  ended by Ctrl-C
  2  wrong options
  3  no such port, or none found
  4  the port is busy, or this user may not open it
"""

import argparse
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from tools import firmware_image
from tools.desk.colours import WARN, add_colour_argument, palette
from tools.desk.console.line import SerialLine
from tools.desk.console.log import Lines, logged, painted
from tools.desk.console.ports import AUTO
from tools.desk.log_file import appending
from tools.errors import ToolError

EXIT_USAGE = 2
INTERRUPT = b"\x03"
# Leaves a raw prompt if somebody left one behind, then asks for what mpremote calls a reset.
RESET = b"\x02\rimport machine; machine.reset()\r"
_PROMPT_AFTER_S = 0.3


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command line."""
    parser.add_argument(
        "--port", default=AUTO, help="the board's serial port, or auto (default) for the only one on USB"
    )
    parser.add_argument(
        "--log", type=Path, metavar="FILE", help="append every line to this file too, with its UTC time"
    )
    parser.add_argument(
        "--send-ctrl-c", action="store_true", help="stop the firmware first: locks off, prompt reachable"
    )
    parser.add_argument("--reset", action="store_true", help="stop the firmware and reset the board first")
    add_colour_argument(parser)


def main(args: argparse.Namespace) -> int:
    """Show lines until Ctrl-C."""
    paint = palette(args)
    log = None if args.log is None else appending(args.log, "--log", EXIT_USAGE)
    line = SerialLine(args.port, lambda text: print(paint(WARN, text), file=sys.stderr, flush=True))
    line.open()
    print(paint(WARN, f"{line.device}; Ctrl-C ends"), file=sys.stderr, flush=True)
    count = 0
    try:
        _begin(args, line)
        for text in _lines(line):
            print(painted(text, paint, source_place), flush=True)
            if log:
                log.write(logged(text, source_place) + "\n")
            count += 1
    except KeyboardInterrupt:
        print(f"{count} lines", file=sys.stderr)
    finally:
        line.close()
        if log:
            log.close()
    return 0


def source_place(text: str) -> str:
    """Return a line of a traceback as the sources have it, any other as it is."""
    if 'File "' not in text:
        return text
    try:
        return firmware_image.explain(text)
    except ToolError:  # sources that do not link have other lines than the board anyway
        return text


def _lines(line: SerialLine) -> Iterator[str]:
    lines = Lines()
    for data in line.read():
        yield from lines.take(data)


def _begin(args: argparse.Namespace, line: SerialLine) -> None:
    if args.send_ctrl_c or args.reset:
        line.write(INTERRUPT)
    if args.reset:
        time.sleep(_PROMPT_AFTER_S)
        line.write(RESET)
