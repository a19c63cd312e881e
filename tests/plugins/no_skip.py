"""Turns every skip and expected failure into a failure where WATTLEND_NO_SKIP=1 forbids them, as CI does."""

import os
from collections.abc import Generator

import pytest

FORBIDDEN = "WATTLEND_NO_SKIP"


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    report = yield
    if _is_forbidden() and (report.skipped or hasattr(report, "wasxfail")):
        reason = getattr(report, "wasxfail", None) or _reason(report)
        report.__dict__.pop("wasxfail", None)
        report.outcome = "failed"
        report.longrepr = _message(item.nodeid, reason)
    return report


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_make_collect_report(
    collector: pytest.Collector,
) -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
    report = yield
    if _is_forbidden() and report.skipped:
        report.longrepr = _message(collector.nodeid, _reason(report))  # type: ignore[assignment]  # a string serves
        report.outcome = "failed"
    return report


def _is_forbidden() -> bool:
    return os.environ.get(FORBIDDEN) == "1"


def _reason(report: pytest.TestReport | pytest.CollectReport) -> str:
    return report.longrepr[2] if isinstance(report.longrepr, tuple) else str(report.longrepr)


def _message(node: str, reason: str) -> str:
    return f"{node} was skipped or expected to fail, and {FORBIDDEN}=1 forbids both: {reason}"
