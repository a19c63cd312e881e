"""Counts for short and for long runs: tests marked `long` and full counts belong to WATTLEND_LONG=1 alone."""

import os

import pytest


def is_long_run() -> bool:
    """Tell whether this run takes full counts (`make test-long`)."""
    return os.environ.get("WATTLEND_LONG") == "1"


def count(short: int, full: int) -> int:
    """Return how often to repeat: `short` as a rule, `full` in a long run."""
    return full if is_long_run() else short


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if is_long_run():
        return
    left_out = [item for item in items if item.get_closest_marker("long")]
    if left_out:
        config.hook.pytest_deselected(items=left_out)
        items[:] = [item for item in items if item not in left_out]
