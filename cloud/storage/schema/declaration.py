"""How tables are declared, and the table that tells which version of them a database has.

METADATA knows them all once the package is imported. BIGINT, TEXT and BLOB only, for SQLite and PostgreSQL alike.
"""

from types import NoneType
from typing import Any, get_args, get_type_hints

from sqlalchemy import BigInteger, Column, LargeBinary, MetaData, PrimaryKeyConstraint, Table, Text

METADATA = MetaData()


def text_column(name: str, *, null: bool = False) -> Column[Any]:
    """Return a column of words."""
    return Column(name, Text, nullable=null)


def number_column(name: str, *, null: bool = False) -> Column[Any]:
    """Return a column of integers of 64 bits."""
    return Column(name, BigInteger, nullable=null)


def bytes_column(name: str) -> Column[Any]:
    """Return a column of bytes."""
    return Column(name, LargeBinary, nullable=False)


_COLUMNS = {str: Text, int: BigInteger, bytes: LargeBinary}


def columns_of(row: type) -> list[Column[Any]]:
    """Return the columns of a named tuple's fields: declared once, there, as text, number or bytes, None allowed or not."""
    columns: list[Column[Any]] = []
    for name, kind in get_type_hints(row).items():
        kinds = get_args(kind) or (kind,)
        [plain] = [each for each in kinds if each is not NoneType]
        columns.append(Column(name, _COLUMNS[plain], nullable=NoneType in kinds))
    return columns


def make_table(name: str, *parts: Any, keyed: tuple[str, ...] = ("id",), long_rows: bool = False) -> Table:
    """Return a table of these columns, constraints and indexes.

    On SQLite short rows live in the key's own tree; `long_rows` are appended, and only a short index entry is placed.
    """
    return Table(name, METADATA, *parts, PrimaryKeyConstraint(*keyed), sqlite_with_rowid=long_rows)


SCHEMA_VERSION = make_table("schema_version", number_column("version"), keyed=("version",))
