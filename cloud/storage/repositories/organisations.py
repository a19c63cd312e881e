"""Organisations, memberships, stations."""

from typing import Any

from sqlalchemy import case, func, literal_column, select, update
from sqlalchemy.sql.elements import ColumnElement

from cloud.services.fleet_records import Station
from cloud.services.fleet_views import CabinetSummary
from cloud.services.records import Membership, Organisation
from cloud.storage.connection import Connection
from cloud.storage.schema.fleet import DEVICE, SLOT, STATION
from cloud.storage.schema.people import MEMBERSHIP, ORGANISATION
from cloud.storage.statement import insert_row, plain, text_, word
from shared_protocol import cabinet as wire

_ADD = insert_row(ORGANISATION)
_GET = plain(select(ORGANISATION).where(ORGANISATION.c.id == text_("organisation")), "organisation")
_ALL = plain(select(ORGANISATION).order_by(ORGANISATION.c.id))
_SET_TARIFF = plain(
    update(ORGANISATION).where(ORGANISATION.c.id == text_("organisation")).values(tariff_id=text_("tariff")),
    "tariff",
    "organisation",
)
_ADD_MEMBER = insert_row(MEMBERSHIP)
_ROLE = plain(
    select(MEMBERSHIP.c.role).where(
        MEMBERSHIP.c.account_id == text_("account"), MEMBERSHIP.c.organisation_id == text_("organisation")
    ),
    "account",
    "organisation",
)
OPERATED = select(MEMBERSHIP.c.organisation_id).where(
    MEMBERSHIP.c.account_id == text_("account"), MEMBERSHIP.c.role == word("operator")
)
_OPERATED_BY = plain(OPERATED.order_by(MEMBERSHIP.c.organisation_id), "account")

_ADD_STATION = insert_row(STATION)
_STATION = plain(select(STATION).where(STATION.c.id == text_("station")), "station")
_SET_STATION_TARIFF = plain(
    update(STATION).where(STATION.c.id == text_("station")).values(tariff_id=text_("tariff")), "tariff", "station"
)
_STATIONS = plain(select(STATION).order_by(STATION.c.name, STATION.c.id))


def _count_of(state: int, *further: ColumnElement[bool]) -> ColumnElement[Any]:
    matches = SLOT.c.state == literal_column(str(state))
    for condition in further:
        matches = matches & condition
    return func.coalesce(func.sum(case((matches, literal_column("1")), else_=literal_column("0"))), literal_column("0"))


_CABINETS = plain(
    select(
        DEVICE.c.station_id,
        DEVICE.c.id,
        DEVICE.c.online,
        DEVICE.c.slot_count,
        _count_of(wire.SLOT_OCCUPIED, SLOT.c.faults == literal_column("0")),
        _count_of(wire.SLOT_EMPTY),
    )
    .select_from(DEVICE.outerjoin(SLOT, SLOT.c.device_id == DEVICE.c.id))
    .where(DEVICE.c.station_id.is_not(None), DEVICE.c.state == word("active"), DEVICE.c.kind == word("cabinet"))
    .group_by(DEVICE.c.station_id, DEVICE.c.id, DEVICE.c.online, DEVICE.c.slot_count)
    .order_by(DEVICE.c.id)
)


class OrganisationRows:
    """Keeps organisations and memberships (services.repositories.Organisations)."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, organisation: Organisation) -> None:
        self._connection.run(_ADD, organisation)

    def get(self, organisation_id: str) -> Organisation | None:
        row = self._connection.one(_GET, (organisation_id,))
        return None if row is None else Organisation._make(row)

    def all(self) -> list[Organisation]:
        return [Organisation._make(row) for row in self._connection.all(_ALL)]

    def set_tariff(self, organisation_id: str, tariff_id: str) -> None:
        self._connection.run(_SET_TARIFF, (tariff_id, organisation_id))

    def add_member(self, membership: Membership) -> None:
        self._connection.run(_ADD_MEMBER, membership)

    def role(self, account_id: str, organisation_id: str) -> str | None:
        row = self._connection.one(_ROLE, (account_id, organisation_id))
        return None if row is None else row[0]

    def operated_by(self, account_id: str) -> list[str]:
        return [row[0] for row in self._connection.all(_OPERATED_BY, (account_id,))]


class StationRows:
    """Keeps stations, and counts what their cabinets hold (services.fleet_repositories.Stations)."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, station: Station) -> None:
        self._connection.run(_ADD_STATION, station)

    def get(self, station_id: str) -> Station | None:
        row = self._connection.one(_STATION, (station_id,))
        return None if row is None else Station._make(row)

    def all(self) -> list[Station]:
        return [Station._make(row) for row in self._connection.all(_STATIONS)]

    def set_tariff(self, station_id: str, tariff_id: str | None) -> None:
        self._connection.run(_SET_STATION_TARIFF, (tariff_id, station_id))

    def cabinets(self) -> list[tuple[str, CabinetSummary]]:
        rows = self._connection.all(_CABINETS)
        return [(row[0], CabinetSummary(row[1], bool(row[2]), row[3], int(row[4]), int(row[5]))) for row in rows]
