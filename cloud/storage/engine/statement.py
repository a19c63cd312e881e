"""Statements built with SQLAlchemy Core, compiled once at import for both engines, run by the raw drivers.

Parameters are positional; the order that the code counts on is stated and checked, so a changed statement fails at import.
"""

from collections.abc import Callable, Sequence
from typing import Any

from sqlalchemy import BigInteger, Table, Text, bindparam, insert, literal_column
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.dialects.postgresql.psycopg import PGDialect_psycopg
from sqlalchemy.engine.interfaces import Dialect
from sqlalchemy.sql.elements import BindParameter, ClauseElement, ColumnElement

Row = tuple[Any, ...]
Insert = Callable[[Table], Any]

_SQLITE = sqlite.dialect(paramstyle="qmark")
_POSTGRESQL = PGDialect_psycopg(paramstyle="format")  # type: ignore[no-untyped-call]

# For every LIMIT: SQLAlchemy would make the missing offset a parameter on SQLite.
NO_OFFSET = literal_column("0", BigInteger())


class StatementError(Exception):
    """A statement's parameters are not in the order that its user states: a bug in this package."""


class Statement:
    """One statement in both dialects: `sqlite` and `postgresql` are SQL text with positional parameters."""

    __slots__ = ("postgresql", "sqlite")

    def __init__(self, build: Callable[[Insert], ClauseElement], *order: str) -> None:
        """Compile what `build` returns; it is handed the dialect's `insert`, which knows ON CONFLICT."""
        self.sqlite = _compile(build(sqlite.insert), _SQLITE, order)
        self.postgresql = _compile(build(postgresql.insert), _POSTGRESQL, order)


def plain(element: ClauseElement, *order: str) -> Statement:
    """Return the statement of an element that is the same in both dialects."""
    return Statement(lambda _: element, *order)


def insert_row(table: Table) -> Statement:
    """Return the INSERT of a whole row; its parameters are the row in the order of the columns."""
    return plain(insert(table), *(column.name for column in table.columns))


def text_(name: str) -> BindParameter[str]:
    """Return a text parameter."""
    return bindparam(name, type_=Text())


def number(name: str) -> BindParameter[int]:
    """Return an integer parameter."""
    return bindparam(name, type_=BigInteger())


def word(value: str) -> ColumnElement[str]:
    """Return a constant of the program as SQL; for our own words alone, never for what came from outside."""
    if not value.isidentifier():
        raise StatementError(f"not a word: {value!r}")
    return literal_column(f"'{value}'", Text())


def words(values: Sequence[str]) -> list[ColumnElement[str]]:
    """Return several constants, for `in_`."""
    return [word(value) for value in values]


def _compile(element: ClauseElement, dialect: Dialect, order: tuple[str, ...]) -> str:
    compiled = element.compile(dialect=dialect)
    found = tuple(getattr(compiled, "positiontup", None) or ())
    if found != order:
        raise StatementError(f"{compiled}: parameters are {found}, its user says {order}")
    return str(compiled)
