"""Runs every check, or those that are named: `python -m tools.check [--fix] [NAME ...]`, which is `make check`."""

import argparse
import subprocess
import sys
import time
from collections.abc import Callable, Iterable
from pathlib import Path

from tools.check import (
    compilation,
    firmware_types,
    hardware_imports,
    micropython,
    names_in_tests,
    packages,
    pending,
    wire_literals,
)
from tools.check.finding import Finding
from tools.check.sources import all_sources

ROOT = Path(__file__).resolve().parents[2]


def _run(*command: str) -> int:
    return subprocess.run([sys.executable, "-m", *command], cwd=ROOT, check=False).returncode


def _report(findings: Iterable[Finding]) -> int:
    count = 0
    for finding in findings:
        print(finding)
        count += 1
    return min(count, 1)


def _import_directions() -> int:
    program = Path(sys.executable).with_name("lint-imports")
    answer = subprocess.run([str(program), "--no-cache"], cwd=ROOT, check=False, capture_output=True, text=True)
    if answer.returncode:
        print(answer.stdout + answer.stderr)
    return answer.returncode


CHECKS: dict[str, Callable[[], int]] = {
    "format": lambda: _run("ruff", "format", "--check", "--quiet", "--diff", "."),
    "lint": lambda: _run("ruff", "check", "--quiet", "."),
    "types": lambda: _run("mypy"),
    "firmware-types": lambda: firmware_types.check(ROOT),
    "test-names": lambda: names_in_tests.check(ROOT),
    "imports": _import_directions,
    "packages": lambda: _report(packages.check(ROOT)),
    "pending": lambda: _report(pending.check(ROOT)),
    "hardware": lambda: _report(finding for source in all_sources(ROOT) for finding in hardware_imports.check(source)),
    "micropython": lambda: _report(finding for source in all_sources(ROOT) for finding in micropython.check(source)),
    "compilation": lambda: _report(compilation.check(ROOT, all_sources(ROOT))),
    "wire": lambda: _report(finding for source in all_sources(ROOT) for finding in wire_literals.check(source)),
}


def main() -> int:
    """Run the checks named on the command line, by default all; return 0 when none found anything."""
    parser = argparse.ArgumentParser(prog="make check", description=__doc__)
    parser.add_argument("--fix", action="store_true", help="let ruff format and mend what it can, before all else")
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"one of: {', '.join(CHECKS)}")
    arguments = parser.parse_args()
    if unknown := sorted(set(arguments.names) - set(CHECKS)):
        parser.error(f"there is no check `{unknown[0]}`; there are: {', '.join(CHECKS)}")
    if arguments.fix:
        _run("ruff", "check", "--quiet", "--fix", ".")
        _run("ruff", "format", "--quiet", ".")
    failed = [name for name in CHECKS if name in (arguments.names or CHECKS) and not _passes(name)]
    print(f"checks failed: {', '.join(failed)}" if failed else "checks passed", flush=True)
    return 1 if failed else 0


def _passes(name: str) -> bool:
    started = time.monotonic()
    print(f"-- {name}", flush=True)
    try:
        code = CHECKS[name]()
    except SyntaxError as error:
        print(f"{error.filename}:{error.lineno}: does not parse: {error.msg}")
        code = 1
    print(f"   {'ok' if code == 0 else 'FAILED'} ({time.monotonic() - started:.1f} s)", flush=True)
    return code == 0


if __name__ == "__main__":
    sys.exit(main())
