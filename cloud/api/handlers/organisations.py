"""What operators see and set for their organisation: alarms, audit log, tariffs, stations, customers."""

from cloud.api.operator_requests import NewAccountState, NewStation, NewTariff
from cloud.http.call import OperatorCall, Reply
from cloud.http.routes import PREFIX
from cloud.services.fleet import devices
from cloud.services.fleet.alarms import list_alarms
from cloud.services.fleet.stations import CreateStationRequest, create_station
from cloud.services.money.tariffs import SetTariffRequest, Terms, list_tariffs, set_tariff
from cloud.services.people.audit_log import audit_trail
from cloud.services.people.members import SetStateRequest, set_account_state


async def show_alarms(call: OperatorCall) -> Reply:
    """List alarms, the newest first."""
    limit = call.query_int("limit", 50, 1, devices.MAX_PAGE)
    return Reply(200, await call.read(lambda unit, who: list_alarms(unit, who.account_id, limit)))


async def show_audit(call: OperatorCall) -> Reply:
    """List who did what in an organisation, the newest first."""
    organisation_id, limit = call.path("organisation_id"), call.query_int("limit", 50, 1, devices.MAX_PAGE)
    return Reply(200, await call.read(lambda unit, who: audit_trail(unit, who.account_id, organisation_id, limit)))


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


async def add_station(call: OperatorCall) -> Reply:
    """Create a station without cabinets."""
    body: NewStation = call.body
    ports, place = call.ports, (body.name, body.latitude_udeg, body.longitude_udeg)
    view = await call.write(
        lambda unit, who: create_station(
            unit, ports, CreateStationRequest(who.account_id, body.organisation_id, *place)
        )
    )
    return Reply(201, view, {"Location": f"{PREFIX}/stations/{view.id}"})


async def set_account(call: OperatorCall) -> Reply:
    """Suspend or reinstate somebody who rents from one's organisation."""
    body: NewAccountState = call.body
    ports, account_id = call.ports, call.path("account_id")
    view = await call.write(
        lambda unit, who: set_account_state(
            unit, ports, SetStateRequest(who.account_id, account_id, body.state, body.reason)
        )
    )
    return Reply(200, view)
