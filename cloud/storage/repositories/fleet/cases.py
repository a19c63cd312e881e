"""Reconciliation cases: opened, and closed once."""

from sqlalchemy import literal_column, select, update

from cloud.services.ports.rows.fleet import Case
from cloud.storage.engine.connection import Connection
from cloud.storage.engine.statement import NO_OFFSET, Statement, number, plain, text_
from cloud.storage.repositories.people.organisations import OPERATED
from cloud.storage.schema.fleet import RECONCILIATION_CASE

_COLUMNS = RECONCILIATION_CASE.c
_OPEN = Statement(
    lambda insert: insert(RECONCILIATION_CASE).on_conflict_do_nothing(), *(column.name for column in _COLUMNS)
)
_GET = plain(select(RECONCILIATION_CASE).where(_COLUMNS.id == text_("of")), "of")
_OF_ORDER = plain(
    select(RECONCILIATION_CASE).where(_COLUMNS.order_id == text_("of"), _COLUMNS.closed_ms.is_(None)), "of"
)
_CLOSE = plain(
    update(RECONCILIATION_CASE)
    .where(_COLUMNS.id == text_("of"), _COLUMNS.closed_ms.is_(None))
    .values(closed_ms=number("now"), resolution=text_("decided"), actor=text_("who"), note=text_("why")),
    "now",
    "decided",
    "who",
    "why",
    "of",
)
_CLOSE_OF_DEVICE = plain(
    update(RECONCILIATION_CASE)
    .where(_COLUMNS.device_id == text_("of"), _COLUMNS.kind == text_("about"), _COLUMNS.closed_ms.is_(None))
    .values(closed_ms=number("now"), resolution=text_("decided"), actor=text_("who"), note=literal_column("''")),
    "now",
    "decided",
    "who",
    "of",
    "about",
)
_NEWEST, _NEWEST_CLOSED = (
    plain(
        select(RECONCILIATION_CASE)
        .where(_COLUMNS.organisation_id.in_(OPERATED), which)
        .order_by(_COLUMNS.id.desc())
        .limit(number("at_most"))
        .offset(NO_OFFSET),
        "account",
        "at_most",
    )
    for which in (_COLUMNS.closed_ms.is_(None), _COLUMNS.closed_ms.is_not(None))
)
_OPEN_ORDERS = plain(
    select(_COLUMNS.order_id)
    .where(_COLUMNS.order_id.is_not(None), _COLUMNS.closed_ms.is_(None))
    .order_by(_COLUMNS.order_id)
)


class CaseRows:
    """Keeps cases (services.ports.repositories.Cases)."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def open(self, case: Case) -> bool:
        return self._connection.run(_OPEN, case) == 1

    def get(self, case_id: str) -> Case | None:
        row = self._connection.one(_GET, (case_id,))
        return None if row is None else Case._make(row)

    def of_order(self, order_id: str) -> Case | None:
        row = self._connection.one(_OF_ORDER, (order_id,))
        return None if row is None else Case._make(row)

    def close(self, case_id: str, resolution: str, actor: str, note: str, now_ms: int) -> bool:
        return self._connection.run(_CLOSE, (now_ms, resolution, actor, note, case_id)) == 1

    def close_of_device(self, device_id: str, kind: str, resolution: str, actor: str, now_ms: int) -> None:
        self._connection.run(_CLOSE_OF_DEVICE, (now_ms, resolution, actor, device_id, kind))

    def newest(self, account_id: str, limit: int, *, is_open: bool) -> list[Case]:
        rows = self._connection.all(_NEWEST if is_open else _NEWEST_CLOSED, (account_id, limit))
        return [Case._make(row) for row in rows]

    def open_orders(self) -> list[str]:
        return [row[0] for row in self._connection.all(_OPEN_ORDERS)]
