"""PostgreSQL through psycopg 3, synchronous in the thread that owns the connection. Opened anew after it broke."""

from collections.abc import Sequence
from typing import Any

import psycopg
from psycopg import errors

from cloud.services.ports.store import ConstraintViolated, StorageBusy, StorageError, StorageFull
from cloud.storage.engine.statement import Row, Statement

_LOCK_TIMEOUT_MS = 5_000
_IDLE_TIMEOUT_MS = 10_000  # a program that hangs inside a transaction holds up the others no longer
# Batches of several programs would lock the same rows in differing order and lose a second to each deadlock, so they
# take turns. Nothing is wrong without it: what must hold is held by constraints and conditional updates.
_WRITERS_LOCK = 0x77_61_74_74  # "watt"

_FULL = (errors.DiskFull, errors.OutOfMemory)
_BUSY = (errors.LockNotAvailable, errors.QueryCanceled, errors.TooManyConnections)
_AGAIN = (errors.DeadlockDetected, errors.SerializationFailure)


class Deadlocked(StorageError):
    """Two transactions waited for each other, and this one was chosen to give way: it can be run again at once."""


class PostgresConnection:
    """One connection to a PostgreSQL database."""

    blob_type = "BYTEA"
    short_rows = ""

    def __init__(self, url: str) -> None:
        """Connect to `postgresql://...`; raises StorageError."""
        self._url = url
        self._release_due = False
        self._connect()

    def _connect(self) -> None:
        try:
            options = f"-c lock_timeout={_LOCK_TIMEOUT_MS} -c idle_in_transaction_session_timeout={_IDLE_TIMEOUT_MS}"
            self._connection = psycopg.connect(self._url, autocommit=True, prepare_threshold=0, options=options)
            self._cursor = self._connection.cursor()
        except psycopg.Error as error:
            raise StorageError(f"cannot connect to PostgreSQL: {str(error).strip()}") from error

    def begin(self) -> None:
        self._release_due = False
        if self._connection.closed or self._connection.broken:
            self._connect()
        self._plain(f"BEGIN; SELECT pg_advisory_xact_lock({_WRITERS_LOCK})")

    def begin_reading(self) -> None:
        if self._connection.closed or self._connection.broken:
            self._connect()
        self._plain("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")

    def commit(self) -> None:
        self._plain("COMMIT")

    def rollback(self) -> None:
        if self._connection.closed or self._connection.broken:
            return
        if self._connection.info.transaction_status != psycopg.pq.TransactionStatus.IDLE:
            self._plain("ROLLBACK")

    def savepoint(self) -> None:
        self._plain("RELEASE item; SAVEPOINT item" if self._release_due else "SAVEPOINT item")
        self._release_due = False

    def release(self) -> None:
        # Sent with what comes next, the next item's savepoint or the commit: a journey to the server saved an item.
        self._release_due = True

    def rollback_item(self) -> None:
        self._plain("ROLLBACK TO item; RELEASE item")

    def run(self, statement: Statement, parameters: Row = ()) -> int:
        return self._execute(statement, parameters).rowcount

    def one(self, statement: Statement, parameters: Row = ()) -> Row | None:
        return self._execute(statement, parameters).fetchone()

    def all(self, statement: Statement, parameters: Row = ()) -> list[Row]:
        return self._execute(statement, parameters).fetchall()

    def many(self, statement: Statement, rows: Sequence[Row]) -> None:
        try:
            self._cursor.executemany(statement.postgresql, rows)
        except psycopg.Error as error:
            raise _typed(error) from error

    def script(self, statements: Sequence[str]) -> None:
        for text in statements:
            self._plain(text)

    def schema_version(self) -> int:
        self._plain("SELECT to_regclass('schema_version') IS NOT NULL")
        if not self._first():
            return 0
        self._plain("SELECT max(version) FROM schema_version")
        return int(self._first() or 0)

    def close(self) -> None:
        self._connection.close()

    def _first(self) -> Any:
        row = self._cursor.fetchone()
        return None if row is None else row[0]

    def _execute(self, statement: Statement, parameters: Row) -> psycopg.Cursor[Any]:
        try:
            return self._cursor.execute(statement.postgresql, parameters, prepare=True)
        except psycopg.Error as error:
            raise _typed(error) from error

    def _plain(self, text: str) -> None:
        try:
            self._cursor.execute(text, prepare=False)
        except psycopg.Error as error:
            raise _typed(error) from error


def _typed(error: psycopg.Error) -> StorageError:
    text = f"the database refused: {str(error).strip()}"
    if isinstance(error, _AGAIN):
        return Deadlocked(text)
    if isinstance(error, psycopg.IntegrityError):
        return ConstraintViolated(text)
    if isinstance(error, _FULL):
        return StorageFull(text + "; free some room for it")
    if isinstance(error, _BUSY):
        return StorageBusy(text + "; try again")
    return StorageError(text)
