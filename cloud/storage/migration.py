"""Brings a database to this program's schema: numbered, forward-only, all in one transaction under a lock, on both engines.

A migration, once released, never changes; the next one changes what it made.
"""

from importlib.resources import files

from cloud.services.ports.store import StorageError
from cloud.storage.engine.connection import Connection
from cloud.storage.engine.statement import insert_row
from cloud.storage.schema.declaration import SCHEMA_VERSION

# In order; the number of a migration is its place, from 1, and the beginning of its name.
MIGRATIONS = ("0001_schema",)

_ADD_VERSION = insert_row(SCHEMA_VERSION)


class DatabaseTooNew(StorageError):
    """The database was made by a newer program, which this one must not touch."""


def migrate(connection: Connection, up_to: int = len(MIGRATIONS)) -> int:
    """Run the migrations that are missing, up to number `up_to`; returns how many. Raises StorageError, nothing changed."""
    connection.begin()
    try:
        missing = _missing(connection, up_to)
        for name in missing:
            connection.script(_statements(connection, name))
            connection.run(_ADD_VERSION, (MIGRATIONS.index(name) + 1,))
        connection.commit()
    except BaseException:
        connection.rollback()
        raise
    return len(missing)


def _missing(connection: Connection, up_to: int) -> tuple[str, ...]:
    version = connection.schema_version()
    if version > len(MIGRATIONS):
        raise DatabaseTooNew(
            f"the database has schema version {version}, this program knows versions up to {len(MIGRATIONS)}: "
            "start the newer program, or restore a backup from before the upgrade"
        )
    return MIGRATIONS[version:up_to]


def _statements(connection: Connection, name: str) -> list[str]:
    text = files("cloud.storage").joinpath("migrations", f"{name}.sql").read_text(encoding="utf-8")
    lines = [line for line in text.splitlines() if not line.startswith("--")]
    sql = "\n".join(lines).replace("{blob}", connection.blob_type).replace("{short_rows}", connection.short_rows)
    return [statement.strip() for statement in sql.split(";") if statement.strip()]
