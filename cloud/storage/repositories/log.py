"""Alarms and the audit log: appended, never changed."""

from sqlalchemy import select

from cloud.services.ports.rows.fleet import Alarm
from cloud.services.ports.rows.people import AuditEntry
from cloud.storage.connection import Connection
from cloud.storage.repositories.organisations import OPERATED
from cloud.storage.schema.log import ALARM, AUDIT
from cloud.storage.statement import NO_OFFSET, insert_row, number, plain, text_

_ADD_ALARM = insert_row(ALARM)
_NEWEST_ALARMS = plain(
    select(ALARM)
    .where(ALARM.c.organisation_id.in_(OPERATED))
    .order_by(ALARM.c.id.desc())
    .limit(number("at_most"))
    .offset(NO_OFFSET),
    "account",
    "at_most",
)
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


class AlarmRows:
    """Keeps alarms (services.repositories.Alarms)."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, alarm: Alarm) -> None:
        self._connection.run(_ADD_ALARM, alarm)

    def newest(self, account_id: str, limit: int) -> list[Alarm]:
        return [Alarm._make(row) for row in self._connection.all(_NEWEST_ALARMS, (account_id, limit))]


class AuditRows:
    """Keeps the audit log (services.repositories.Audit)."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, entry: AuditEntry) -> None:
        self._connection.run(_ADD_ENTRY, entry)

    def newest(self, organisation_id: str, limit: int) -> list[AuditEntry]:
        rows = self._connection.all(_NEWEST_ENTRIES, (organisation_id, limit))
        return [AuditEntry._make(row) for row in rows]
