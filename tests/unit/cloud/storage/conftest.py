"""Connections to an empty, migrated database, and work that leaves a trace of every kind."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from cloud.storage.engine.connection import Connection
from cloud.storage.migration import migrate
from cloud.storage.opening import connect
from tests.support.databases import ENGINES, sqlite_url


@pytest.fixture(params=ENGINES)
def connection(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Connection]:
    if request.param == "postgresql":
        yield request.getfixturevalue("postgres_databases").emptied()
        return
    opened = connect(sqlite_url(tmp_path))
    migrate(opened)
    yield opened
    opened.close()
