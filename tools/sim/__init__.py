"""Cabinets, people, a bad network and the cloud in one process, under a virtual clock, from one seed.

Runs the firmware's real core and the cloud's real services through power cuts, torn writes, lost, doubled, late and replayed
messages, and holds every moment to the invariants. The same seed gives the same run: the last line, `trace <hex>`, proves it.
Exit code 1 when a promise was broken; then what happened last is shown.
"""

import argparse
import json
import secrets
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

from tools.errors import ToolError

if TYPE_CHECKING:
    from tools.sim.run import Options

FAULTS = ("none", "some", "storm")
_MAX_SLOTS = 48


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Say what the command takes."""
    parser.add_argument("--seed", type=int, help="where all randomness comes from (default: a random one, printed)")
    parser.add_argument("--orders", type=int, default=2_000, help="how many orders to place (default: %(default)s)")
    parser.add_argument("--cabinets", type=int, default=8, help="how many cabinets there are (default: %(default)s)")
    parser.add_argument("--slots", type=int, default=12, help="slots of each cabinet (default: %(default)s)")
    parser.add_argument("--faults", choices=FAULTS, default="some", help="how much goes wrong (default: %(default)s)")
    parser.add_argument("--show", action="store_true", help="print the trace as it happens")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the outcome there as well")


def main(arguments: argparse.Namespace) -> int:
    """Run one simulation; return 1 when it broke a promise."""
    from tools.sim import report  # noqa: PLC0415 - `--help` need not load firmware and cloud
    from tools.sim.run import simulate  # noqa: PLC0415

    options = _options(arguments)
    print(f"seed {options.seed}", flush=True)
    started = time.monotonic()
    outcome = simulate(options, show=print if arguments.show else None, progress=_progress)
    wall_s = time.monotonic() - started
    _progress(0, 0)
    for line in report.lines(outcome, wall_s):
        print(line)
    if arguments.json is not None:
        document = outcome.document() | {"wall_s": round(wall_s, 3), "commit": report.commit()}
        _write(arguments.json, json.dumps(document, indent=2) + "\n")
    return 0 if outcome.violation is None else 1


def _options(arguments: argparse.Namespace) -> "Options":
    from tools.sim.run import Options  # noqa: PLC0415 - as above
    from tools.sim.town import Size  # noqa: PLC0415

    for name, lowest, highest in (("orders", 1, 10_000_000), ("cabinets", 1, 200), ("slots", 1, _MAX_SLOTS)):
        value = getattr(arguments, name)
        if not lowest <= value <= highest:
            raise ToolError(f"--{name} is {value}", f"allowed: {lowest} to {highest}", exit_code=2)
    seed = secrets.randbelow(1 << 32) if arguments.seed is None else arguments.seed
    return Options(seed, arguments.orders, Size(arguments.cabinets, arguments.slots), arguments.faults)


def _progress(placed: int, wanted: int) -> None:
    """Show how far it is, where somebody looks; with nothing wanted, clear the line."""
    if sys.stderr.isatty():
        text = f"{placed}/{wanted} orders" if wanted else ""
        print(f"\r{text:<30}\r", end="", file=sys.stderr, flush=True)


def _write(path: Path, text: str) -> None:
    try:
        path.write_text(text, encoding="utf-8")
    except OSError as error:
        raise ToolError(f"cannot write {path}: {error.strerror}", "name another file with --json") from error
