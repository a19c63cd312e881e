"""Tariffs: the one a new organisation begins with, and those that its operators set. A tariff is replaced, never changed."""

from dataclasses import dataclass

from cloud.domain.identifiers import can_be_id, can_be_name
from cloud.domain.money.tariff import Tariff, check
from cloud.domain.money.terms import BadTerms, Terms
from cloud.domain.problems import InvalidRequest, NotFound
from cloud.services.money.views import TariffView, tariff_view
from cloud.services.people.operators import record, require_operator
from cloud.services.ports.store import Unit
from cloud.services.ports.world import Ports

MAX_NAME_CHARS = 100


@dataclass(frozen=True, slots=True)
class NewTariff:
    """A tariff to be: its name, the currency of its amounts, its terms."""

    name: str
    currency: str
    terms: Terms


@dataclass(frozen=True, slots=True)
class SetTariffRequest:
    """New terms for an organisation, or for one of its stations alone."""

    actor_id: str
    organisation_id: str
    station_id: str | None
    tariff: NewTariff


def standard(currency: str) -> NewTariff:
    """Return the tariff of a new organisation: 5 minutes free, 1.00 each half hour, 6.00 a day, bought at 30.00, hold 10.00."""
    terms = Terms(
        free_minutes=5, step_minutes=30, step_minor=100, daily_cap_minor=600, total_cap_minor=3_000, hold_minor=1_000
    )
    return NewTariff("Standard", currency, terms)


def set_tariff(unit: Unit, ports: Ports, request: SetTariffRequest) -> TariffView:
    """Make these the terms of new orders; running ones keep theirs. Raises NotFound or InvalidRequest."""
    require_operator(unit, request.actor_id, request.organisation_id)
    if request.station_id is not None:
        station = unit.stations.get(request.station_id) if can_be_id(request.station_id) else None
        if station is None or station.organisation_id != request.organisation_id:
            raise NotFound(f"no station {request.station_id}")
    tariff = add_tariff(unit, ports, request.organisation_id, request.tariff)
    if request.station_id is None:
        unit.organisations.set_tariff(request.organisation_id, tariff.id)
    else:
        unit.stations.set_tariff(request.station_id, tariff.id)
    subject = request.station_id or request.organisation_id
    record(
        unit, ports, request.organisation_id, request.actor_id, "tariff.set", subject, f"{tariff.name} ({tariff.id})"
    )
    return tariff_view(tariff)


def list_tariffs(unit: Unit, account_id: str, organisation_id: str) -> list[TariffView]:
    """Return the organisation's tariffs, the newest first; raises NotFound."""
    require_operator(unit, account_id, organisation_id)
    return [tariff_view(tariff) for tariff in unit.tariffs.of_organisation(organisation_id)]


def add_tariff(unit: Unit, ports: Ports, organisation_id: str, new: NewTariff) -> Tariff:
    """Insert a tariff that nobody uses yet; raises InvalidRequest."""
    name = new.name.strip()
    if not can_be_name(name, MAX_NAME_CHARS):
        raise InvalidRequest(f"name has 1 to {MAX_NAME_CHARS} characters that can be shown")
    tariff = Tariff(ports.entropy.id(), organisation_id, name, new.currency, new.terms, ports.clock.now_ms())
    try:
        check(tariff)
    except BadTerms as error:
        raise InvalidRequest(str(error)) from error
    unit.tariffs.add(tariff)
    return tariff
