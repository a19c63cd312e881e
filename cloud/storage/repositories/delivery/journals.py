"""Journaled events as they came, and how far each device's journal is committed."""

from typing import Any

from sqlalchemy import literal_column, select, update

from cloud.services.ports.rows.delivery import Advanced, InboxEvent
from cloud.storage.engine.connection import Connection
from cloud.storage.engine.statement import NO_OFFSET, Insert, Statement, number, plain, text_, word
from cloud.storage.schema.delivery import INBOX, JOURNAL_GAP
from cloud.storage.schema.fleet import DEVICE
from shared_protocol.limits import MAX_INT

_COLUMNS = tuple(column.name for column in INBOX.columns)
_KEY = [INBOX.c.device_id, INBOX.c.journal_id, INBOX.c.seq]

_ADVANCE = plain(
    update(DEVICE)
    .where(
        DEVICE.c.id == text_("device"),
        DEVICE.c.journal_id == text_("journal"),
        DEVICE.c.committed_seq == number("before"),
    )
    .values(committed_seq=number("seq"), parked_count=DEVICE.c.parked_count - number("unparked"))
    .returning(
        DEVICE.c.organisation_id,
        DEVICE.c.parked_count,
        DEVICE.c.live_boot,
        DEVICE.c.live_uptime_ms,
        DEVICE.c.live_at_ms,
    ),
    "seq",
    "unparked",
    "device",
    "journal",
    "before",
)


def _replace_parked(insert: Insert) -> Any:
    row = insert(INBOX)
    fresh = {name: row.excluded[name] for name in _COLUMNS[3:]}
    return row.on_conflict_do_update(index_elements=_KEY, set_=fresh, where=INBOX.c.state == word("parked"))


_PUT = Statement(_replace_parked, *_COLUMNS)
_PARK = Statement(lambda insert: insert(INBOX).on_conflict_do_nothing(), *_COLUMNS)
_GET = plain(
    select(INBOX).where(
        INBOX.c.device_id == text_("device"), INBOX.c.journal_id == text_("journal"), INBOX.c.seq == number("at")
    ),
    "device",
    "journal",
    "at",
)
_COUNT_PARKED = plain(
    update(DEVICE)
    .where(
        DEVICE.c.id == text_("device"),
        DEVICE.c.journal_id == text_("journal"),
        DEVICE.c.committed_seq < number("previous"),
    )
    .values(parked_count=DEVICE.c.parked_count + literal_column("1")),
    "device",
    "journal",
    "previous",
)
_PARKED = plain(
    select(INBOX).where(
        INBOX.c.device_id == text_("device"),
        INBOX.c.journal_id == text_("journal"),
        INBOX.c.seq == number("at"),
        INBOX.c.state == word("parked"),
    ),
    "device",
    "journal",
    "at",
)
_NEWEST = plain(
    select(INBOX)
    .where(INBOX.c.device_id == text_("device"), INBOX.c.journal_id == text_("journal"), INBOX.c.seq < number("below"))
    .order_by(INBOX.c.seq.desc())
    .limit(number("at_most"))
    .offset(NO_OFFSET),
    "device",
    "journal",
    "below",
    "at_most",
)
_GAP_COLUMNS = tuple(column.name for column in JOURNAL_GAP.columns)
_ADD_GAP = Statement(lambda insert: insert(JOURNAL_GAP).on_conflict_do_nothing(), *_GAP_COLUMNS)


class JournalRows:
    """Keeps journals (services.ports.repositories.Journals)."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def advance(self, device_id: str, journal_id: str, seq: int, unparked: int = 0) -> Advanced | None:
        row = self._connection.one(_ADVANCE, (seq, unparked, device_id, journal_id, seq - 1))
        return None if row is None else Advanced._make(row)

    def get(self, device_id: str, journal_id: str, seq: int) -> InboxEvent | None:
        row = self._connection.one(_GET, (device_id, journal_id, seq))
        return None if row is None else InboxEvent._make(row)

    def put(self, event: InboxEvent) -> None:
        self._connection.run(_PUT, event)

    def park(self, event: InboxEvent) -> bool:
        if self._connection.run(_PARK, event) == 0:
            return True
        return self._connection.run(_COUNT_PARKED, (event.device_id, event.journal_id, event.seq - 1)) == 1

    def parked(self, device_id: str, journal_id: str, seq: int) -> InboxEvent | None:
        row = self._connection.one(_PARKED, (device_id, journal_id, seq))
        return None if row is None else InboxEvent._make(row)

    def newest(self, device_id: str, journal_id: str, limit: int, before_seq: int | None) -> list[InboxEvent]:
        below = MAX_INT if before_seq is None else before_seq
        rows = self._connection.all(_NEWEST, (device_id, journal_id, below, limit))
        return [InboxEvent._make(row) for row in rows]

    def add_gap(self, device_id: str, journal_id: str, gap: tuple[int, int], now_ms: int) -> None:
        self._connection.run(_ADD_GAP, (device_id, journal_id, gap[0], gap[1], now_ms))
