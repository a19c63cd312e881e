"""Opens the database that a URL names, brings it up to date, and builds the store over it.

`sqlite:///relative/or//absolute/path` or `postgresql://user@host:port/name`.
"""

from pathlib import Path

from cloud.services.ports.store import StorageError
from cloud.storage.engine.connection import Connection
from cloud.storage.engine.sqlite import IN_MEMORY, SqliteConnection
from cloud.storage.migration import migrate
from cloud.storage.store import InlineStore, ThreadedStore

_SQLITE = "sqlite:///"
_POSTGRESQL = ("postgresql://", "postgres://")


def connect(url: str, *, read_only: bool = False) -> Connection:
    """Return a new connection; raises StorageError naming what is wrong."""
    if url.startswith(_POSTGRESQL):
        # A start on SQLite is spared the driver: 80 ms.
        from cloud.storage.engine.postgresql import PostgresConnection  # noqa: PLC0415

        return PostgresConnection(url)
    if not url.startswith(_SQLITE) or url == _SQLITE:
        raise StorageError(f"not a database URL: {url!r}; take sqlite:///path/to/file or postgresql://user@host/name")
    return SqliteConnection(Path(url.removeprefix(_SQLITE)), read_only=read_only)


async def open_store(url: str) -> ThreadedStore:
    """Return a store over the database at `url`, migrated; raises StorageError. Call inside a running event loop."""
    writing = connect(url)
    try:
        migrate(writing)
        return ThreadedStore(writing, connect(url, read_only=True))
    except BaseException:
        writing.close()
        raise


def open_inline(url: str | None = None) -> InlineStore:
    """Return a store without threads, over a database of its own in memory unless a URL is given."""
    connection: Connection = SqliteConnection(IN_MEMORY) if url is None else connect(url)
    migrate(connection)
    return InlineStore(connection)
