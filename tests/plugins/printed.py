"""Prints, after the run, the figures that tests were asked to print, also when they ran in another process.

A test says `record_property(PRINTED, "decoder: 97 % of branches")`.
"""

import pytest

PRINTED = "printed"


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    reports = [*terminalreporter.getreports("passed"), *terminalreporter.getreports("failed")]
    lines = [
        value
        for report in reports
        if report.when == "call"
        for name, value in report.user_properties
        if name == PRINTED
    ]
    if lines:
        terminalreporter.section("figures")
        for line in sorted(lines):
            terminalreporter.write_line(line)
