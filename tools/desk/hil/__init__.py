"""Tests a board over serial: its console is read with pyserial, its prompt is asked through mpremote, under pytest.

The board must have our firmware (wattlend flash). It is borrowed: who it is and what its journal holds are set aside on
it, a broker and a cloud of this computer's own take their place, and all is put back at the end, after Ctrl-C too. Locks
are driven: nothing valuable should be in the slots.

  wattlend hil --port virtual                      a virtual board, flashed for the occasion
  wattlend hil --port /dev/ttyACM0 --by-hand       a real one; says when to push a bank in
  wattlend hil --port /dev/pts/4 --rig harbour     a virtual board that runs already, and its bench rig
  wattlend hil --port auto -k "journal or watchdog"
  wattlend hil --port virtual --soak 60            go on renting and breaking the line for an hour

A real board needs Wi-Fi to find this computer: --wifi FILE, or what its configuration has. What nobody can do (no rig, no
jumper, nobody at hand) is skipped, with the reason. Reports: table, report.json, junit.xml, console.log.

exit codes:
  0  every test passed, or was skipped for the reason shown
  1  a test failed, or the board could not be given back
  2  wrong options
  3, 4, 5, 6, 8  as in `wattlend flash --help`: no port, no access, no MicroPython, no firmware of ours, line broken
  130  ended by Ctrl-C; the board was given back
"""

import argparse
import importlib.util
import os
import subprocess
import sys
from pathlib import Path

from tools.desk.console.ports import choose
from tools.desk.flash.configuration import BOARDS
from tools.desk.flash.exit_codes import EXIT_USAGE
from tools.desk.flash.restart import restart
from tools.desk.hil.bad_input import VIRTUAL, check
from tools.desk.hil.suitability import looked_at
from tools.errors import ToolError

ROOT = Path(__file__).resolve().parents[3]
SUITE = ROOT / "tests" / "hil"
PLUGIN = "tests.hil.plugin"
EXIT_FAILED = 1
EXIT_INTERRUPTED = 130
_INTERRUPTED, _WRONG_OPTIONS, _NOTHING_RAN = 2, 4, 5
"""As pytest says it."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command line."""
    parser.add_argument(
        "--port", required=True, help="the board's serial port, auto for the only one on USB, or virtual"
    )
    parser.add_argument(
        "--board", choices=sorted(BOARDS), default="cabinet-s3", help="pins and jumpers (default: %(default)s)"
    )
    parser.add_argument(
        "--bits", type=int, choices=(32, 64), default=32, help="of --port virtual (default: 32, as an ESP32)"
    )
    parser.add_argument(
        "--rig", metavar="BOARD", help="bench rig of the virtual board at PORT: its name, folder or socket"
    )
    parser.add_argument("--by-hand", action="store_true", help="you move banks and network when asked")
    parser.add_argument("--wifi", type=Path, metavar="FILE", help='{"ssid": ..., "password": ...} for the board')
    parser.add_argument("--host", metavar="ADDRESS", help="this computer as the board sees it (default: found out)")
    parser.add_argument("--slots", type=int, metavar="N", help="slots of the cabinet (default: as configured, else 6)")
    parser.add_argument("--resets", type=int, metavar="N", help="resets while the journal is written (default: 100)")
    parser.add_argument("--seed", type=int, help="of the random moments (default: another each time; it is printed)")
    parser.add_argument(
        "--soak", type=float, metavar="MINUTES", help="after the tests, rent and break the line for so long"
    )
    parser.add_argument(
        "-k", dest="only", metavar="EXPRESSION", help='run only tests whose names fit, as "lock or journal"'
    )
    parser.add_argument("-x", dest="first", action="store_true", help="stop at the first failure")
    parser.add_argument("--output", type=Path, metavar="FOLDER", default=Path("hil"), help="reports (default: ./hil)")
    parser.add_argument(
        "--give-back",
        action="store_true",
        help="test nothing: undo what a run left on the board when its cable was pulled",
    )


def main(args: argparse.Namespace) -> int:
    """Run the suite."""
    if not SUITE.is_dir() or importlib.util.find_spec("pytest") is None:
        raise ToolError("the suite or pytest is not here", "run it from a checkout, after `make setup`", EXIT_USAGE)
    if args.port != VIRTUAL:
        args.port = choose(args.port)
    check(args)
    if args.port != VIRTUAL:
        looked_at(args.port, args.board)
    command = [sys.executable, "-m", "pytest", "-p", PLUGIN, "-p", "no:cacheprovider", *_options(args), str(SUITE)]
    suite = subprocess.Popen(command, cwd=ROOT, env={**os.environ, "PYTHONUNBUFFERED": "1"})
    code = _ended(suite)
    if code in (_WRONG_OPTIONS, _NOTHING_RAN) and args.port != VIRTUAL:
        restart(args.port).close()  # it was looked at, and stands at its prompt
    return _exit_code(code, args.only)


def _ended(suite: "subprocess.Popen[bytes]") -> int:
    while True:
        try:
            return suite.wait()
        except KeyboardInterrupt:  # the suite hears it too, and gives the board back
            continue


def _exit_code(code: int, only: str | None) -> int:
    if code == _INTERRUPTED:
        return EXIT_INTERRUPTED
    if code == _NOTHING_RAN:
        raise ToolError("no test fits -k", "leave -k out: the table then shows their names", EXIT_USAGE)
    if code == _WRONG_OPTIONS:
        raise ToolError(f"-k {only} is no expression", 'words, and, or, not: -k "lock or journal"', EXIT_USAGE)
    return min(abs(code), EXIT_FAILED)


def _options(args: argparse.Namespace) -> list[str]:
    found = ["-qq", "--no-header", "--tb=short", "-r", "N", "--hil-port", args.port, "--hil-board", args.board]
    found += ["--hil-bits", str(args.bits), "--hil-output", str(args.output.absolute())]
    for name in ("rig", "host", "slots", "resets", "seed", "soak"):
        if getattr(args, name) is not None:
            found += [f"--hil-{name}", str(getattr(args, name))]
    if args.wifi:
        found += ["--hil-wifi", str(args.wifi.absolute())]
    for name, option in (("by_hand", "--hil-by-hand"), ("give_back", "--hil-give-back"), ("first", "-x")):
        if getattr(args, name):
            found.append(option)
    return [*found, "-k", args.only] if args.only else found
