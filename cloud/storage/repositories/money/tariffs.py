"""Tariffs."""

from sqlalchemy import select

from cloud.domain.money.tariff import Tariff
from cloud.storage.engine.connection import Connection
from cloud.storage.engine.statement import insert_row, plain, text_
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
        self._connection.run(_ADD_TARIFF, tariff)

    def get(self, tariff_id: str) -> Tariff | None:
        known = self._known.get(tariff_id)
        if known is None:
            row = self._connection.one(_TARIFF, (tariff_id,))
            if row is None:
                return None
            known = self._known[tariff_id] = Tariff._make(row)
        return known

    def of_organisation(self, organisation_id: str) -> list[Tariff]:
        return [Tariff._make(row) for row in self._connection.all(_TARIFFS, (organisation_id,))]
