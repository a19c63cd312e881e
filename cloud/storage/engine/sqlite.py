"""SQLite as an embedded database: WAL, `synchronous=FULL`, so a commit that returned survives a power cut."""

import sqlite3
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from cloud.services.ports.store import ConstraintViolated, StorageBusy, StorageError, StorageFull
from cloud.storage.engine.statement import Row, Statement

IN_MEMORY = ":memory:"
OLDEST_VERSION = (3, 35, 0)  # RETURNING

_BUSY_TIMEOUT_S = 5
_CACHED_STATEMENTS = 256
_CHECKPOINT_PAGES = 8_000  # 32 MB of log; a page that changed often in it is written back once
_BUSY_CODES = frozenset({sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED})
_PRIMARY_CODE = 0xFF  # the low byte of an extended result code


def _as_it_is(value: Any) -> Any:
    return value


# For each None and each bytes among the parameters, sqlite3 searches for a conversion that does not exist, at a price that
# shows: a new order has fourteen. A conversion that changes nothing ends the search.
for _type in (type(None), bytes):
    sqlite3.register_adapter(_type, _as_it_is)


class SqliteConnection:
    """One connection to a SQLite file, or to a database of its own in memory."""

    blob_type = "BLOB"
    short_rows = "WITHOUT ROWID"

    def __init__(self, path: Path | str, *, read_only: bool = False) -> None:
        """Open the file, which is created unless `read_only`; raises StorageError."""
        if sqlite3.sqlite_version_info < OLDEST_VERSION:
            raise StorageError(f"SQLite {sqlite3.sqlite_version} is too old: 3.35 or newer is needed, or PostgreSQL")
        try:
            self._connection = sqlite3.connect(
                path,
                timeout=_BUSY_TIMEOUT_S,
                isolation_level=None,
                check_same_thread=False,
                cached_statements=_CACHED_STATEMENTS,
            )
            self._cursor = self._connection.cursor()
            self._configure(read_only=read_only)
        except sqlite3.Error as error:
            raise _typed(error, f"cannot open the database {path}") from error

    def _configure(self, *, read_only: bool) -> None:
        self._cursor.execute("PRAGMA journal_mode = WAL")
        self._cursor.execute("PRAGMA synchronous = FULL")
        self._cursor.execute("PRAGMA cache_size = -32768")  # 32 MiB, as a negative number of KiB
        self._cursor.execute(f"PRAGMA wal_autocheckpoint = {_CHECKPOINT_PAGES}")
        # Savepoints keep the pages they change in a temporary journal; a file for it costs more than the work itself.
        self._cursor.execute("PRAGMA temp_store = MEMORY")
        if read_only:
            self._cursor.execute("PRAGMA query_only = ON")

    def begin(self) -> None:
        self._plain("BEGIN IMMEDIATE")

    def begin_reading(self) -> None:
        self._plain("BEGIN")

    def commit(self) -> None:
        self._plain("COMMIT")

    def rollback(self) -> None:
        if self._connection.in_transaction:
            self._plain("ROLLBACK")

    def savepoint(self) -> None:
        self._plain("SAVEPOINT item")

    def release(self) -> None:
        self._plain("RELEASE item")

    def rollback_item(self) -> None:
        self._plain("ROLLBACK TO item")
        self._plain("RELEASE item")

    def run(self, statement: Statement, parameters: Row = ()) -> int:
        try:
            return self._cursor.execute(statement.sqlite, parameters).rowcount
        except sqlite3.Error as error:
            raise _typed(error) from error

    def one(self, statement: Statement, parameters: Row = ()) -> Row | None:
        try:
            row: Row | None = self._cursor.execute(statement.sqlite, parameters).fetchone()
        except sqlite3.Error as error:
            raise _typed(error) from error
        return row

    def all(self, statement: Statement, parameters: Row = ()) -> list[Row]:
        try:
            return self._cursor.execute(statement.sqlite, parameters).fetchall()
        except sqlite3.Error as error:
            raise _typed(error) from error

    def many(self, statement: Statement, rows: Sequence[Row]) -> None:
        try:
            self._cursor.executemany(statement.sqlite, rows)
        except sqlite3.Error as error:
            raise _typed(error) from error

    def script(self, statements: Sequence[str]) -> None:
        for text in statements:
            self._plain(text)

    def schema_version(self) -> int:
        self._plain("SELECT count(*) FROM sqlite_schema WHERE name = 'schema_version'")
        if not self._cursor.fetchone()[0]:
            return 0
        self._plain("SELECT max(version) FROM schema_version")
        return int(self._cursor.fetchone()[0] or 0)

    def close(self) -> None:
        self._connection.close()

    def _plain(self, text: str) -> None:
        try:
            self._cursor.execute(text)
        except sqlite3.Error as error:
            raise _typed(error) from error


def _typed(error: sqlite3.Error, doing: str = "the database refused") -> StorageError:
    code = getattr(error, "sqlite_errorcode", 0) & _PRIMARY_CODE
    if isinstance(error, sqlite3.IntegrityError):
        return ConstraintViolated(f"{doing}: {error}")
    if code in _BUSY_CODES:
        return StorageBusy(f"{doing}: another program holds it for more than {_BUSY_TIMEOUT_S} s; close that one")
    if code == sqlite3.SQLITE_FULL:
        return StorageFull(f"{doing}: no room is left on its disk; free some")
    return StorageError(f"{doing}: {error}")
