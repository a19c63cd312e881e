"""Tariffs as an operator reads and sets them for an organisation."""

from typing import Any

from cloud.http.call import OperatorCall
from cloud.services.money.tariffs import NewTariff, SetTariffRequest, list_tariffs, set_tariff
from cloud.services.ports.store import Unit
from cloud.web.frame.answers import Answer, Page, Redirect
from cloud.web.money.requests import TariffForm


async def show_tariff_list(call: OperatorCall) -> Answer:
    """Show the tariffs of an organisation, the newest first, and a form for the next."""
    organisation_id = call.path("organisation_id")

    def work(unit: Unit, who: Any) -> dict[str, Any]:
        tariffs = list_tariffs(unit, who.account_id, organisation_id)
        organisation = unit.organisations.get(organisation_id)
        return {
            "organisation_id": organisation_id,
            "tariffs": tariffs,
            "in_use": None if organisation is None else organisation.tariff_id,
            "stations": [each for each in unit.stations.all() if each.organisation_id == organisation_id],
            "currency": call.ports.settings.currency,
        }

    return Page("operate_tariffs.html", await call.read(work))


async def show_own_tariffs(call: OperatorCall) -> Answer:
    """Lead to the tariffs of the account's first organisation."""
    mine = await call.read(lambda unit, who: unit.organisations.operated_by(who.account_id))
    return Redirect(f"/operate/organisations/{mine[0]}/tariffs")


async def set_tariff_page(call: OperatorCall) -> Answer:
    """Set the terms of new orders."""
    form: TariffForm = call.body
    ports, organisation_id = call.ports, call.path("organisation_id")
    new = NewTariff(form.name, ports.settings.currency, form.terms())
    station_id = form.station_id or None
    await call.write(
        lambda unit, who: set_tariff(unit, ports, SetTariffRequest(who.account_id, organisation_id, station_id, new))
    )
    return Redirect(f"/operate/organisations/{organisation_id}/tariffs")
