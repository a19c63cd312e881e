"""Puts the firmware onto a board on a serial port, with unmodified mpremote, and waits until the board says that it is ready.

The board has two folders for images. Only files that differ go into the one that does not run; then one small file is
renamed and the board starts the new image, on trial: it has proved itself once it reached its broker. One that crashes,
hangs, or does not reach the broker in time gives way, after three starts, to the one before, by itself. A pulled cable
leaves a board that starts the old image or the new one; the same command again completes what is missing.

  wattlend flash --board cabinet-s3                              the only board on USB
  wattlend flash --board cabinet-s3 --port /dev/ttyACM0 --configuration cabinet.json

exit codes:
  0  the board is ready, or waits for its configuration; with --dry-run: the board suits
  2  wrong options, or a configuration that cannot be read or is wrong
  3  no such port, or none found
  4  the port is busy, or this user may not open it
  5  no MicroPython answers there
  6  the board does not suit: MicroPython too old, another chip, too little memory; or it is borrowed by wattlend hil
  7  the board's flash is full
  8  the cable was pulled, or the line lost bytes: run the same command again
  9  flashed, but the board does not say that it is ready
"""

import argparse
from pathlib import Path

from tools import firmware_image
from tools.desk.console.ports import AUTO, choose
from tools.desk.flash import configuration
from tools.desk.flash.copying import carry_out
from tools.desk.flash.exit_codes import EXIT_USAGE
from tools.desk.flash.mpremote import Mpremote
from tools.desk.flash.plan import Plan, make_plan
from tools.desk.flash.progress import Progress
from tools.desk.flash.restart import restart, stop_and_restart, wait_until_ready
from tools.desk.flash.suitability import check, check_own_identity
from tools.desk.flash.survey import Survey, survey
from tools.errors import ToolError

KINDS = ("cabinet", "charge-point")
BROKER_WITHIN_S = 300


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command line."""
    parser.add_argument(
        "--port", default=AUTO, help="the board's serial port, or auto (default) for the only one on USB"
    )
    parser.add_argument("--kind", choices=KINDS, default=KINDS[0], help="what the board is to be (default: cabinet)")
    parser.add_argument("--board", required=True, metavar="NAME", help=f"one of: {', '.join(configuration.BOARDS)}")
    parser.add_argument(
        "--configuration", type=Path, metavar="FILE", help="put on the board as configuration.json, secrets included"
    )
    parser.add_argument("--slots", type=int, metavar="N", help="slots of the cabinet, instead of the configuration's")
    parser.add_argument(
        "--broker-within", type=int, default=BROKER_WITHIN_S, metavar="S",
        help=f"seconds in which the new image must reach its broker (default: {BROKER_WITHIN_S})",
    )  # fmt: skip
    parser.add_argument("--dry-run", action="store_true", help="say what would be copied, and change nothing")


def main(args: argparse.Namespace) -> int:
    """Flash the board."""
    _check_options(args)
    document = configuration.read(args.configuration, args.board, args.slots)
    files = {path: file.read_bytes() for path, file in firmware_image.application(args.kind)}
    starters = {path: file.read_bytes() for path, file in firmware_image.starters()}
    line = Mpremote(choose(args.port))
    print(f"{line.port}: looking at the board", flush=True)
    board = survey(line)
    try:
        check(board, files)
        if document is not None:
            check_own_identity(board, line.port)
        plan = make_plan(board, files, starters, document, args.broker_within)
        print(f"{board.machine}, MicroPython {board.release}, {board.flash_free // 1024} KB of flash free", flush=True)
        if args.dry_run:
            _tell(plan)
        else:
            _flash(line, plan)
    except ToolError as error:
        _leave_running(line, error)
        raise
    except KeyboardInterrupt:
        stop_and_restart(line.port)
        raise
    if args.dry_run:
        restart(line.port).close()
        return 0
    return _start(line, board, has_configuration=document is not None)


def _check_options(args: argparse.Namespace) -> None:
    if args.kind != KINDS[0]:
        raise ToolError("there is no firmware for charge points yet", "flash --kind cabinet", EXIT_USAGE)
    if args.board not in configuration.BOARDS:
        known = ", ".join(configuration.BOARDS)
        raise ToolError(f"there is no board {args.board!r}", f"boards are: {known}", EXIT_USAGE)
    if args.slots is not None and args.configuration is None:
        raise ToolError("--slots goes with --configuration", "name the file, or leave --slots out", EXIT_USAGE)
    if not 1 <= args.broker_within <= 86_400:
        raise ToolError(f"--broker-within is {args.broker_within}", "allowed: 1 to 86400 seconds", EXIT_USAGE)


def _flash(line: Mpremote, plan: Plan) -> None:
    if plan.changes_nothing:
        print("nothing changed, nothing copied", flush=True)
    if plan.selected or not plan.changes_nothing:
        carry_out(line, plan, Progress(plan))
    print(f"copied {len(plan.sent)} files, {sum(len(data) for data in plan.sent.values())} bytes", flush=True)


def _tell(plan: Plan) -> None:
    for path, data in plan.sent.items():
        print(f"would copy {path} ({len(data)} bytes)")
    if plan.changes_nothing:
        print("nothing changed, nothing would be copied")
    elif plan.selected:
        print(f"would select the image in /{plan.selected.split()[0]}")


def _leave_running(line: Mpremote, error: ToolError) -> None:
    try:
        restart(line.port).close()
    except (ToolError, OSError):  # the first error is the one that counts
        error.way_out += "; restart the board"


def _start(line: Mpremote, board: Survey, *, has_configuration: bool) -> int:
    if not has_configuration and not board.has_configuration:
        restart(line.port).close()
        print("flashed; the board waits for its configuration: wattlend provision, or flash --configuration FILE")
        return 0
    wait_until_ready(line.port, lambda text: print(text, flush=True))
    return 0
