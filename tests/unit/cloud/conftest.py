"""Databases on both engines for the tests of the cloud."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from cloud.storage.opening import open_inline
from cloud.storage.store import InlineStore
from tests.support.cloud_world import World
from tests.support.databases import ENGINES, PostgresDatabases, sqlite_url
from tests.support.postgres import postgres_server


@pytest.fixture(scope="session")
def postgres_databases() -> Iterator[PostgresDatabases]:
    with postgres_server() as url:
        databases = PostgresDatabases(url)
        yield databases
        databases.close()


@pytest.fixture(params=ENGINES)
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The URL of an empty, migrated database."""
    if request.param == "sqlite":
        return sqlite_url(tmp_path)
    databases: PostgresDatabases = request.getfixturevalue("postgres_databases")
    return databases.fresh()


@pytest.fixture(params=ENGINES)
def inline_store(request: pytest.FixtureRequest) -> Iterator[InlineStore]:
    """A store without threads: SQLite in memory, and PostgreSQL."""
    if request.param == "sqlite":
        store = open_inline()
        yield store
        store.close()
    else:
        yield InlineStore(request.getfixturevalue("postgres_databases").emptied())


@pytest.fixture
def world(inline_store: InlineStore) -> World:
    return World(inline_store)
