"""Databases for tests on both engines: a fresh, migrated one each time, gone with the test's folder or server."""

from itertools import count
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg
from sqlalchemy import delete

from cloud.storage.engine.connection import Connection
from cloud.storage.migration import migrate
from cloud.storage.opening import connect
from cloud.storage.schema.declaration import METADATA

ENGINES = ("sqlite", "postgresql")

_TEMPLATE = "migrated"
_KEPT = ("schema_version", "counter")
_CLEAR = [str(delete(table)) for table in METADATA.sorted_tables if table.name not in _KEPT]
_CLEAR.append("UPDATE counter SET value = 0")


class PostgresDatabases:
    """Makes databases on one server, as copies of one that was migrated once."""

    def __init__(self, server_url: str) -> None:
        self._server_url = server_url
        self._count = count(1)
        self._shared: Connection | None = None
        self.empty(_TEMPLATE)
        connection = connect(self._url(_TEMPLATE))
        migrate(connection)
        connection.close()

    def emptied(self) -> Connection:
        """Return the one connection that tests use in turn, no rows in its database: a tenth of a new one's time."""
        if self._shared is None:
            self._shared = connect(self.fresh())
        self._shared.rollback()
        self._shared.begin()
        self._shared.script(_CLEAR)
        self._shared.commit()
        return self._shared

    def close(self) -> None:
        """Close that connection."""
        if self._shared is not None:
            self._shared.close()

    def fresh(self) -> str:
        """Return the URL of a new, migrated database."""
        name = f"test_{next(self._count)}"
        self._run(f"CREATE DATABASE {name} TEMPLATE {_TEMPLATE}")
        return self._url(name)

    def empty(self, name: str | None = None) -> str:
        """Return the URL of a new database without any table."""
        name = name or f"test_{next(self._count)}"
        self._run(f"CREATE DATABASE {name}")
        return self._url(name)

    def _url(self, name: str) -> str:
        return urlunsplit(urlsplit(self._server_url)._replace(path="/" + name))

    def _run(self, statement: str) -> None:
        with psycopg.connect(self._server_url, autocommit=True) as connection:
            connection.execute(statement)  # type: ignore[call-overload]


def sqlite_url(folder: Path) -> str:
    """Return the URL of a SQLite file in `folder`, which is not there yet or is there still."""
    return f"sqlite:///{folder}/cloud.db"
