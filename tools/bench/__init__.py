"""Measures what one rental costs the cloud, and how long it takes beside a bare echo on the same broker.

Real parts: Mosquitto, `wattlend cloud` on SQLite with synchronous=FULL (or --database), cabinets that answer at once in a
process of their own. CPU of the cloud's process first, wall times second; each round measures both and the echo; the
table shows the median of the rounds with lowest and highest. Every rental must be lent, or the run fails. Last comes how
long `wattlend flash` takes.
"""

import argparse
import json
import tempfile
from pathlib import Path

from tools.bench.flashing import flash_times
from tools.bench.measurement import Options, measure
from tools.bench.report import as_document, table
from tools.errors import ToolError

DEFAULT_ROUNDS = 5
DEFAULT_RENTALS = 2_000


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command line."""
    parser.add_argument("--rounds", type=int, default=DEFAULT_ROUNDS, help=f"(default: {DEFAULT_ROUNDS})")
    parser.add_argument(
        "--rentals", type=int, default=DEFAULT_RENTALS,
        help=f"a round with 64 callers; a tenth of it with one (default: {DEFAULT_RENTALS})",
    )  # fmt: skip
    parser.add_argument("--database", metavar="URL", help="an empty PostgreSQL database instead of SQLite")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write figures, versions and settings there")


def main(args: argparse.Namespace) -> int:
    """Measure and print; 0 when every rental was lent."""
    if args.rounds < 1 or args.rentals < 100:
        raise ToolError("too little to measure", "take --rounds of 1 or more and --rentals of 100 or more")
    with tempfile.TemporaryDirectory(prefix="wattlend-bench-") as folder:
        rounds = measure(Options(Path(folder), args.rounds, args.rentals, args.database))
        times = flash_times(Path(folder))
    print(table(rounds, args.database))
    print("\nflashing a virtual board, until it is ready:")
    for name, took_s in times:
        print(f"  {name:<18}{took_s:5.1f} s")
    if args.json:
        args.json.write_text(json.dumps(as_document(args, rounds), indent=1) + "\n")
    return 0
