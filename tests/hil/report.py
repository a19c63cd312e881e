"""What a run of the suite tells: a row for each test while it runs, and `report.json` at the end. JUnit XML is pytest's own."""

import json
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from tests.hil.line_faults import LineRecord
from tools.desk.colours import BAD, DIM, FINE, WARN, Palette

_TONES = {"passed": FINE, "failed": BAD, "skipped": WARN}
_NAME_WIDTH = 62


class Figure(NamedTuple):
    """Something that a test measured."""

    name: str
    value: float | str
    unit: str

    def __str__(self) -> str:
        return f"{self.name} {self.value} {self.unit}".strip()


class Figures:
    """`figure(name, value, unit)` in a test puts a figure into table, JSON and JUnit file."""

    def __init__(self, item: pytest.Item, taken: list[Figure]) -> None:
        self._item = item
        self._taken = taken

    def __call__(self, name: str, value: float | str, unit: str = "") -> None:
        """Take a figure down."""
        self._taken.append(Figure(name, value, unit))
        self._item.user_properties.append((name, f"{value} {unit}".strip()))


class Report:
    """Collects results and prints their rows; `facts` (port, board and the like) stand at the head of the JSON."""

    def __init__(self, folder: Path, palette: Palette, say: Callable[[str], None]) -> None:
        self.folder = folder
        self.facts: dict[str, Any] = {}
        self.line = LineRecord()
        self.last_words = ""
        """Cause and way out, where the line broke or the board could not be given back."""
        self._palette = palette
        self._say = say
        self._started_s = time.time()
        self._results: list[dict[str, Any]] = []
        self._figures: dict[str, list[Figure]] = {}

    def figures_of(self, item: pytest.Item) -> Figures:
        """Return what takes figures of a test down."""
        return Figures(item, self._figures.setdefault(item.nodeid, []))

    def pytest_runtest_logstart(self, nodeid: str) -> None:
        """Name the test that runs now, where somebody looks: some take a minute."""
        if self._palette.is_on:
            print(f"  running            {title(nodeid)}\x1b[K", end="\r", flush=True)

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Take a test's result, once it has one: its call, or what kept it from being called."""
        if report.when == "call" or report.outcome != "passed":
            self._take(report)

    def pytest_report_teststatus(self, report: pytest.TestReport) -> tuple[str, str, str] | None:
        """Keep pytest's own dots and letters out of the table."""
        if report.when == "call" or report.outcome != "passed":
            return report.outcome, "", ""
        return "", "", ""

    def pytest_sessionfinish(self) -> None:
        """Write the JSON."""
        self.folder.mkdir(parents=True, exist_ok=True)
        document = {
            **self.facts,
            "seconds": round(time.time() - self._started_s, 1),
            "counts": self._counts(),
            "line": {"repeated": self.line.repeated, "damaged": self.line.damaged},
            "results": self._results,
        }
        (self.folder / "report.json").write_text(json.dumps(document, indent=1) + "\n", encoding="utf-8")

    @pytest.hookimpl(trylast=True)
    def pytest_terminal_summary(self) -> None:
        """Print the last lines, below all else."""
        counts = ", ".join(f"{count} {name}" for name, count in self._counts().items())
        self._say(f"\n{counts}; {self.line.summary()}")
        self._say(f"written to {self.folder}: report.json, junit.xml, console.log")
        if self.last_words:
            self._say(self.last_words)

    def _counts(self) -> dict[str, int]:
        return {name: sum(row["outcome"] == name for row in self._results) for name in _TONES}

    def _take(self, report: pytest.TestReport) -> None:
        figures = self._figures.get(report.nodeid, [])
        reason = _reason(report)
        row = {
            "test": report.nodeid,
            "name": title(report.nodeid),
            "outcome": report.outcome,
            "seconds": round(report.duration, 2),
            "figures": [figure._asdict() for figure in figures],
            "reason": reason,
        }
        self._results.append(row)
        told = ", ".join(map(str, figures)) or reason.partition("\n")[0]
        self._say(self._row(row, report.duration, told))

    def _row(self, row: dict[str, Any], duration_s: float, told: str) -> str:
        erased = "\x1b[K" if self._palette.is_on else ""
        outcome = self._palette(_TONES[row["outcome"]], f"{row['outcome']:<7}") + erased
        return f"  {outcome} {duration_s:6.1f} s  {row['name']:<{_NAME_WIDTH}}  {self._palette(DIM, told)}".rstrip()


def title(node: str) -> str:
    """Return a test's name as a sentence."""
    name, _, case = node.rpartition("::")[2].removeprefix("test_").replace("_", " ").partition("[")
    return f"{name}: {case[:-1].replace('-', ' ')}" if case else name


def _reason(report: pytest.TestReport) -> str:
    if isinstance(report.longrepr, tuple):
        return str(report.longrepr[2]).removeprefix("Skipped: ")
    crash = getattr(report.longrepr, "reprcrash", None)
    return str(crash.message) if crash else str(report.longrepr or "")
