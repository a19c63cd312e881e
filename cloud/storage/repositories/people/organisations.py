"""Organisations, memberships, stations."""

from sqlalchemy import select, update

from cloud.services.ports.rows.people import Membership, Organisation
from cloud.storage.engine.connection import Connection
from cloud.storage.engine.statement import insert_row, plain, text_, word
from cloud.storage.schema.people import MEMBERSHIP, ORGANISATION

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


class OrganisationRows:
    """Keeps organisations and memberships (services.ports.repositories.Organisations)."""

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
