"""Tariffs."""

from sqlalchemy import select

from cloud.domain.money.tariff import Tariff
from cloud.domain.money.terms import from_text, to_text
from cloud.services.ports.rows.money import TariffRow
from cloud.storage.engine.connection import Connection
from cloud.storage.engine.statement import Row, insert_row, plain, text_
from cloud.storage.schema.money import TARIFF

_ADD_TARIFF = insert_row(TARIFF)

_TARIFF = plain(select(TARIFF).where(TARIFF.c.id == text_("tariff")), "tariff")

_TARIFFS = plain(
    select(TARIFF).where(TARIFF.c.organisation_id == text_("organisation")).order_by(TARIFF.c.id.desc()), "organisation"
)


class TariffRows:
    """Keeps tariffs (services.ports.repositories.Tariffs), those that were read in memory too: they never change."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._known: dict[str, Tariff] = {}

    def add(self, tariff: Tariff) -> None:
        terms = tariff.terms
        row = TariffRow(*tariff[:4], terms.hold_minor, to_text(terms), tariff.created_ms)
        self._connection.run(_ADD_TARIFF, row)

    def get(self, tariff_id: str) -> Tariff | None:
        known = self._known.get(tariff_id)
        if known is None:
            row = self._connection.one(_TARIFF, (tariff_id,))
            if row is None:
                return None
            known = self._known[tariff_id] = _tariff(row)
        return known

    def of_organisation(self, organisation_id: str) -> list[Tariff]:
        return [_tariff(row) for row in self._connection.all(_TARIFFS, (organisation_id,))]


def _tariff(row: Row) -> Tariff:
    stored = TariffRow._make(row)
    return Tariff(*stored[:4], from_text(stored.terms), stored.created_ms)
