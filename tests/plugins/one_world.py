"""Tests that share a world that is slow to build run one after the other on one worker, so that it is built once.

The scheduler asks by path. pytest-xdist's own marks tell a group by the node's id, which pytest no longer lets it change:
with `--dist loadgroup` every worker built every world, and nothing said so.
"""

from typing import Any

import pytest
from xdist.scheduler import LoadScopeScheduling

WORLDS = ("tests/browser/", "tests/integration/test_rollback.py")


class OneWorldScheduling(LoadScopeScheduling):  # type: ignore[misc]  # xdist ships no types
    """Hands out test by test, and what belongs to one of WORLDS as a whole."""

    def _split_scope(self, nodeid: str) -> str:
        return next((world for world in WORLDS if nodeid.startswith(world)), nodeid)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> OneWorldScheduling:
    """Return the scheduler for runs with several workers."""
    return OneWorldScheduling(config, log)
