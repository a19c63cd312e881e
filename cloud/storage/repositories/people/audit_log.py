"""The audit log."""

from sqlalchemy import select

from cloud.services.ports.rows.people import AuditEntry
from cloud.storage.engine.connection import Connection
from cloud.storage.engine.statement import NO_OFFSET, insert_row, number, plain, text_
from cloud.storage.schema.people import AUDIT

_ADD_ENTRY = insert_row(AUDIT)

_NEWEST_ENTRIES = plain(
    select(AUDIT)
    .where(AUDIT.c.organisation_id == text_("organisation"))
    .order_by(AUDIT.c.id.desc())
    .limit(number("at_most"))
    .offset(NO_OFFSET),
    "organisation",
    "at_most",
)


class AuditRows:
    """Keeps the audit log (services.ports.repositories.Audit)."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, entry: AuditEntry) -> None:
        self._connection.run(_ADD_ENTRY, entry)

    def newest(self, organisation_id: str, limit: int) -> list[AuditEntry]:
        rows = self._connection.all(_NEWEST_ENTRIES, (organisation_id, limit))
        return [AuditEntry._make(row) for row in rows]
