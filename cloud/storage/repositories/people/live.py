"""Durable live events. They are written at the end of the transaction, under one lock that orders the ids by commits.

Taking the lock last keeps it short, and no other lock is waited for while it is held.
"""

from sqlalchemy import func, literal_column, select, update

from cloud.services.ports.rows.people import LiveEvent
from cloud.storage.engine.connection import Connection
from cloud.storage.engine.statement import NO_OFFSET, Row, insert_row, number, plain, text_, word
from cloud.storage.schema.people import COUNTER, LIVE_EVENT

_ADD = insert_row(LIVE_EVENT)
_NUMBERS = plain(
    update(COUNTER)
    .where(COUNTER.c.name == word("live"))
    .values(value=COUNTER.c.value + number("more"))
    .returning(COUNTER.c.value),
    "more",
)
_SINCE = plain(
    select(LIVE_EVENT)
    .where(LIVE_EVENT.c.account_id == text_("account"), LIVE_EVENT.c.seq > number("last"))
    .order_by(LIVE_EVENT.c.seq)
    .limit(number("at_most"))
    .offset(NO_OFFSET),
    "account",
    "last",
    "at_most",
)
_AFTER = plain(
    select(LIVE_EVENT)
    .where(LIVE_EVENT.c.id > number("last"))
    .order_by(LIVE_EVENT.c.id)
    .limit(number("at_most"))
    .offset(NO_OFFSET),
    "last",
    "at_most",
)
_NEWEST = plain(select(func.coalesce(func.max(LIVE_EVENT.c.id), literal_column("0"))))


class LiveRows:
    """Keeps live events (services.ports.repositories.LiveEvents); `pending` are those of the transaction that is open."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self.pending: list[Row] = []

    def append(self, account_id: str, seq: int, name: str, body: str, now_ms: int) -> None:
        self.pending.append((account_id, seq, name, body, now_ms))

    def write_pending(self) -> None:
        """Insert what was appended, with the next ids; the last act before the commit."""
        if not self.pending:
            return
        row = self._connection.one(_NUMBERS, (len(self.pending),))
        first_id = (0 if row is None else row[0]) - len(self.pending) + 1
        self._connection.many(_ADD, [(first_id + index, *event) for index, event in enumerate(self.pending)])
        self.pending.clear()

    def since(self, account_id: str, after_seq: int, limit: int) -> list[LiveEvent]:
        return [LiveEvent._make(row) for row in self._connection.all(_SINCE, (account_id, after_seq, limit))]

    def after(self, after_id: int, limit: int) -> list[LiveEvent]:
        return [LiveEvent._make(row) for row in self._connection.all(_AFTER, (after_id, limit))]

    def newest_id(self) -> int:
        row = self._connection.one(_NEWEST)
        return 0 if row is None else row[0]
