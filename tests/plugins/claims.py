"""Holds the mission's claims against the tests that carry their marks.

`tests/mission/claims.txt` lists every claim, `pending.txt` those that are not built yet. After a run of the whole suite a
claim without a passing marked test fails the run unless it is pending, and so does a pending claim that has one.
"""

from collections.abc import Iterator
from pathlib import Path

import pytest

CLAIM = "claim"  # the mark, and the name under which a test's claims travel in its reports


def pytest_configure(config: pytest.Config) -> None:
    config.pluginmanager.register(ClaimLedger(config.rootpath / "tests" / "mission"), "claim-ledger")


class ClaimLedger:
    """What the run has shown of each claim so far; `folder` holds the two lists."""

    def __init__(self, folder: Path) -> None:
        self._claims = read_list(folder / "claims.txt")
        self._pending = read_list(folder / "pending.txt")
        self._outcomes: dict[str, set[str]] = {}
        self._findings: list[str] = []

    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        for item in items:
            for mark in item.iter_markers(CLAIM):
                item.user_properties.append((CLAIM, self._claim_of(mark, item.nodeid)))

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        outcome = "xfail" if hasattr(report, "wasxfail") else report.outcome
        if outcome == "passed" and report.when != "call":
            return
        for name, value in report.user_properties:
            if name == CLAIM:
                self._outcomes.setdefault(str(value), set()).add(outcome)

    @pytest.hookimpl(tryfirst=True)
    def pytest_sessionfinish(self, session: pytest.Session, exitstatus: int) -> None:
        completed = exitstatus in (pytest.ExitCode.OK, pytest.ExitCode.TESTS_FAILED)
        if completed and is_whole_suite(session.config):
            self._findings = list(judge(self._claims, self._pending, self._outcomes))
            if self._findings:
                session.exitstatus = pytest.ExitCode.TESTS_FAILED

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        if self._findings:
            terminalreporter.section("claims of the mission", red=True)
            for finding in self._findings:
                terminalreporter.write_line(finding)

    def _claim_of(self, mark: pytest.Mark, node: str) -> str:
        claim = " ".join([*map(str, mark.args), *mark.kwargs.values()])
        if claim not in self._claims:
            near = [known for known in self._claims if known.split()[0] == claim.split()[0]]
            hint = f"; there is: {', '.join(near)} (the second word is given as image=)" if near else ""
            raise pytest.UsageError(f"{node}: no claim `{claim}` in tests/mission/claims.txt{hint}")
        return claim


def read_list(file: Path) -> list[str]:
    """Return the lines of `file` that name something; a missing file names nothing."""
    if not file.exists():
        return []
    lines = [line.split("#")[0].strip() for line in file.read_text(encoding="utf-8").splitlines()]
    return [line for line in lines if line]


def judge(claims: list[str], pending: list[str], outcomes: dict[str, set[str]]) -> Iterator[str]:
    """Yield a sentence for each claim that stands otherwise than the two lists say."""
    for claim in pending:
        if claim not in claims:
            yield f"{claim}: pending, but no claim of the mission: remove it from tests/mission/pending.txt"
    for claim in claims:
        shown = outcomes.get(claim, set())
        if claim in pending:
            if "passed" in shown:
                yield f"{claim}: a marked test passes: remove the claim from tests/mission/pending.txt"
        elif not shown:
            yield f"{claim}: no test carries its mark"
        elif shown != {"passed"}:
            yield f"{claim}: its marked tests did not all pass: {', '.join(sorted(shown))}"


def is_whole_suite(config: pytest.Config) -> bool:
    """Tell whether this process answers for a run of every test; a worker or a selection does not."""
    narrowed = config.option.keyword or config.option.markexpr or config.option.collectonly or config.option.maxfail
    narrowed = narrowed or config.getoption("lf", default=False) or config.option.deselect
    is_worker = hasattr(config, "workerinput")
    return config.args_source is pytest.Config.ArgsSource.TESTPATHS and not narrowed and not is_worker
