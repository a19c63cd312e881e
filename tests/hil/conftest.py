"""Keeps these tests out of every run but one with the plugin, which has a board for them."""

from pathlib import Path

import pytest


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    return True if not config.pluginmanager.has_plugin("tests.hil.plugin") and collection_path.suffix == ".py" else None
