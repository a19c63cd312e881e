"""Tariffs of an organisation and its stations."""

from cloud.api.money.requests import NewTariff
from cloud.http.call import OperatorCall, Reply
from cloud.services.money import tariffs


async def show_tariffs(call: OperatorCall) -> Reply:
    """List an organisation's tariffs, the newest first."""
    organisation_id = call.path("organisation_id")
    return Reply(200, await call.read(lambda unit, who: tariffs.list_tariffs(unit, who.account_id, organisation_id)))


async def add_tariff(call: OperatorCall) -> Reply:
    """Set the terms of new orders, for an organisation or one of its stations."""
    body: NewTariff = call.body
    ports, organisation_id = call.ports, call.path("organisation_id")
    new = tariffs.NewTariff(body.name, body.currency or ports.settings.currency, body.terms)
    view = await call.write(
        lambda unit, who: tariffs.set_tariff(
            unit, ports, tariffs.SetTariffRequest(who.account_id, organisation_id, body.station_id, new)
        )
    )
    return Reply(201, view)
