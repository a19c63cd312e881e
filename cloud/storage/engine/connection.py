"""What units and writer need of a database connection, whichever driver is under it."""

from collections.abc import Sequence
from typing import Protocol

from cloud.storage.engine.statement import Row, Statement


class Connection(Protocol):
    """One connection in the hands of one thread. Every method raises a `StorageError` of services.ports."""

    blob_type: str  # the engine's type for bytes
    short_rows: str  # what the engine's CREATE TABLE ends with

    def begin(self) -> None:
        """Begin a transaction that writes."""

    def begin_reading(self) -> None:
        """Begin a transaction that sees one state of the database and writes nothing."""

    def commit(self) -> None:
        """Make it durable."""

    def rollback(self) -> None:
        """Undo all since `begin`; harmless without one, and on a connection that broke, which is then opened anew."""

    def savepoint(self) -> None:
        """Set the item's savepoint."""

    def release(self) -> None:
        """Keep what was done since the savepoint."""

    def rollback_item(self) -> None:
        """Undo and forget what was done since the savepoint."""

    def run(self, statement: Statement, parameters: Row = ()) -> int:
        """Return how many rows were written."""

    def one(self, statement: Statement, parameters: Row = ()) -> Row | None:
        """Return the first row."""

    def all(self, statement: Statement, parameters: Row = ()) -> list[Row]:
        """Return all rows."""

    def many(self, statement: Statement, rows: Sequence[Row]) -> None:
        """Run the statement once for each row of parameters."""

    def script(self, statements: Sequence[str]) -> None:
        """Run SQL texts without parameters inside the transaction (migrations)."""

    def schema_version(self) -> int:
        """Return the database's schema version, 0 when it is empty; inside a transaction."""

    def close(self) -> None:
        """Close; whatever was not committed is undone."""
