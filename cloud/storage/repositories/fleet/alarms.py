"""Alarms."""

from sqlalchemy import select

from cloud.services.ports.rows.fleet import Alarm
from cloud.storage.engine.connection import Connection
from cloud.storage.engine.statement import NO_OFFSET, insert_row, number, plain
from cloud.storage.repositories.people.organisations import OPERATED
from cloud.storage.schema.fleet import ALARM

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


class AlarmRows:
    """Keeps alarms (services.ports.repositories.Alarms)."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, alarm: Alarm) -> None:
        self._connection.run(_ADD_ALARM, alarm)

    def newest(self, account_id: str, limit: int) -> list[Alarm]:
        return [Alarm._make(row) for row in self._connection.all(_NEWEST_ALARMS, (account_id, limit))]
