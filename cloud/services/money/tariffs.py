"""Tariffs: the one a new organisation begins with, and those that its operators set. A tariff is replaced, never changed."""

from dataclasses import dataclass

from cloud.domain.identifiers import can_be_id, can_be_name
from cloud.domain.money.tariff import BadTariff, Tariff, check
from cloud.domain.problems import InvalidRequest, NotFound
from cloud.services.money.views import TariffView, tariff_view
from cloud.services.people.operators import record, require_operator
from cloud.services.ports.store import Unit
from cloud.services.ports.world import Ports

MAX_NAME_CHARS = 100


@dataclass(frozen=True, slots=True)
class Terms:
    """What a tariff says; minutes, and minor units of `currency`; a cap of 0 is no cap."""

    name: str
    currency: str
    free_minutes: int
    step_minutes: int
    step_minor: int
    daily_cap_minor: int
    total_cap_minor: int
    hold_minor: int


@dataclass(frozen=True, slots=True)
class SetTariffRequest:
    """New terms for an organisation, or for one of its stations alone."""

    actor_id: str
    organisation_id: str
    station_id: str | None
    terms: Terms


def standard(currency: str) -> Terms:
    """Return the terms of a new organisation: 5 minutes free, 1.00 each half hour, 6.00 a day, bought at 30.00, hold 10.00."""
    return Terms("Standard", currency, 5, 30, 100, 600, 3_000, 1_000)


def set_tariff(unit: Unit, ports: Ports, request: SetTariffRequest) -> TariffView:
    """Make these the terms of new orders; running ones keep theirs. Raises NotFound or InvalidRequest."""
    require_operator(unit, request.actor_id, request.organisation_id)
    if request.station_id is not None:
        station = unit.stations.get(request.station_id) if can_be_id(request.station_id) else None
        if station is None or station.organisation_id != request.organisation_id:
            raise NotFound(f"no station {request.station_id}")
    tariff = add_tariff(unit, ports, request.organisation_id, request.terms)
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


def add_tariff(unit: Unit, ports: Ports, organisation_id: str, terms: Terms) -> Tariff:
    """Insert a tariff that nobody uses yet; raises InvalidRequest."""
    name = terms.name.strip()
    if not can_be_name(name, MAX_NAME_CHARS):
        raise InvalidRequest(f"name has 1 to {MAX_NAME_CHARS} characters that can be shown")
    numbers = (terms.step_minor, terms.daily_cap_minor, terms.total_cap_minor, terms.hold_minor)
    times = (terms.free_minutes, terms.step_minutes)
    tariff = Tariff(
        ports.entropy.id(), organisation_id, name, terms.currency, *times, *numbers, created_ms=ports.clock.now_ms()
    )
    try:
        check(tariff)
    except BadTariff as error:
        raise InvalidRequest(str(error)) from error
    unit.tariffs.add(tariff)
    return tariff
