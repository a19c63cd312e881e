"""Where devices are."""

from cloud.api.fleet.requests import NewStation
from cloud.domain.fleet.geography import MAX_LATITUDE_UDEG, MAX_LONGITUDE_UDEG
from cloud.http.call import Call, OperatorCall, Reply, parse_int
from cloud.http.problems import InvalidParameter
from cloud.http.routes import PREFIX
from cloud.services.fleet.stations import CreateStationRequest, Near, create_station, list_stations, station


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


DEFAULT_RADIUS_M = 5_000

MAX_RADIUS_M = 20_037_508  # half way round the Earth


async def show_stations(call: Call) -> Reply:
    """List stations, or those near a point."""
    near = _near(call)
    return Reply(200, await call.open_read(lambda unit: list_stations(unit, near)))


async def show_station(call: Call) -> Reply:
    """Show one station."""
    return Reply(200, await call.open_read(lambda unit: station(unit, call.path("station_id"))))


def _near(call: Call) -> Near | None:
    text = call.request.query.get("near")
    if text is None:
        return None
    latitude, comma, longitude = text.partition(",")
    if not comma:
        raise InvalidParameter("near is latitude,longitude in micro-degrees, such as 48208490,16372080")
    return Near(
        parse_int("near (latitude)", latitude, -MAX_LATITUDE_UDEG, MAX_LATITUDE_UDEG),
        parse_int("near (longitude)", longitude, -MAX_LONGITUDE_UDEG, MAX_LONGITUDE_UDEG),
        call.query_int("radius_m", DEFAULT_RADIUS_M, 1, MAX_RADIUS_M),
    )
