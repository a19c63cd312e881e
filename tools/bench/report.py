"""Turns the rounds of a measurement into a table for people and a document for programs."""

import argparse
import platform
import sqlite3
import statistics
from collections.abc import Callable, Sequence
from importlib.metadata import version

from tools.bench.measurement import Round
from tools.runtime import mosquitto
from tools.runtime.programs import version_of

_PACKAGES = ("aiohttp", "paho-mqtt", "cbor2", "msgspec", "sqlalchemy")

Figure = tuple[str, str, Callable[[Round], float]]

FIGURES: tuple[Figure, ...] = (
    ("cloud CPU a rental, 64 callers", "us", lambda one: one.many.cpu_us),
    ("cloud CPU a rental, 1 caller", "us", lambda one: one.single.cpu_us),
    ("echo round trip, p50", "ms", lambda one: percentile(one.echo_ms, 50)),
    ("1 caller, p50", "ms", lambda one: percentile(one.single.times_ms, 50)),
    ("1 caller, p99", "ms", lambda one: percentile(one.single.times_ms, 99)),
    (
        "1 caller, p50 over echo p50",
        "ms",
        lambda one: percentile(one.single.times_ms, 50) - percentile(one.echo_ms, 50),
    ),
    ("64 callers, p50", "ms", lambda one: percentile(one.many.times_ms, 50)),
    ("64 callers, p99", "ms", lambda one: percentile(one.many.times_ms, 99)),
    ("64 callers, rentals a second", "1/s", lambda one: len(one.many.times_ms) / one.many.wall_s),
)


def percentile(values: Sequence[float], percent: int) -> float:
    """Return the value that `percent` of `values` do not exceed."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, len(ordered) * percent // 100)]


def engine(database: str | None) -> str:
    """Return the name of the engine that was measured."""
    return "postgresql" if database else "sqlite"


def table(rounds: Sequence[Round], database: str | None) -> str:
    """Return the figures as lines of text: median of the rounds, lowest and highest."""
    lines = [f"{'on ' + engine(database):<34}{'median':>9}{'lowest':>9}{'highest':>9}"]
    for name, unit, figure in FIGURES:
        values = [figure(one) for one in rounds]
        cells = (statistics.median(values), min(values), max(values))
        lines.append(f"{name:<34}" + "".join(f"{value:>9.2f}" for value in cells) + f"  {unit}")
    return "\n".join(lines)


def as_document(args: argparse.Namespace, rounds: Sequence[Round]) -> dict[str, object]:
    """Return figures of every round with versions and settings."""
    return {
        "figures": {name: [figure(one) for one in rounds] for name, _, figure in FIGURES},
        "settings": {
            "rounds": args.rounds,
            "rentals": args.rentals,
            "database": engine(args.database),
        },
        "versions": {
            "python": platform.python_version(),
            "sqlite": sqlite3.sqlite_version,
            "mosquitto": version_of(mosquitto(), ("-h",)),
            **{name: version(name) for name in _PACKAGES},
        },
    }
