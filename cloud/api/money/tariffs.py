"""Tariffs of an organisation and its stations."""

from cloud.api.money.requests import NewTariff
from cloud.http.call import OperatorCall, Reply
from cloud.services.money.tariffs import SetTariffRequest, Terms, list_tariffs, set_tariff


async def show_tariffs(call: OperatorCall) -> Reply:
    """List an organisation's tariffs, the newest first."""
    organisation_id = call.path("organisation_id")
    return Reply(200, await call.read(lambda unit, who: list_tariffs(unit, who.account_id, organisation_id)))


async def add_tariff(call: OperatorCall) -> Reply:
    """Set the terms of new orders, for an organisation or one of its stations."""
    body: NewTariff = call.body
    ports, organisation_id = call.ports, call.path("organisation_id")
    terms = Terms(
        name=body.name,
        currency=body.currency or ports.settings.currency,
        free_minutes=body.free_minutes,
        step_minutes=body.step_minutes,
        step_minor=body.step_minor,
        daily_cap_minor=body.daily_cap_minor,
        total_cap_minor=body.total_cap_minor,
        hold_minor=body.hold_minor,
    )
    view = await call.write(
        lambda unit, who: set_tariff(
            unit, ports, SetTariffRequest(who.account_id, organisation_id, body.station_id, terms)
        )
    )
    return Reply(201, view)
