"""Stations near somebody, as a list and as a map; one station."""

from collections.abc import Sequence
from typing import Any

from cloud.domain.fleet.geography import Point
from cloud.http.call import Call
from cloud.services.fleet.stations import list_stations, station
from cloud.services.fleet.views import StationView
from cloud.web.fleet import map as maps
from cloud.web.fleet.search_area import Whereabouts, of_request
from cloud.web.frame.answers import Answer, Page

MOST_LISTED = 50


async def show_nearby(call: Call) -> Answer:
    """Show stations; a script that asks for the part alone gets it alone."""
    asked = of_request(call.request)
    stations = await call.open_read(list_stations)
    is_part = call.request.headers.get("HX-Target") == "nearby"
    return Page("parts/nearby.html" if is_part else "nearby.html", values_of(stations, asked))


async def show_station(call: Call) -> Answer:
    """Show one station with its cabinets."""
    return Page("station.html", {"station": await call.open_read(lambda unit: station(unit, call.path("station_id")))})


def values_of(stations: Sequence[StationView], asked: Whereabouts) -> dict[str, Any]:
    """Return what the page is told: rows of (station, banks to lend, distance or None) and the map."""
    found = _searched(stations, asked)
    point = asked.point
    centre = point if point is not None else maps.middle(found)
    listed = _listed(found, point)
    level = asked.level
    if level is None:
        level = maps.fitting_level([row[0] for row in listed[:5]] if point else found, centre)
    return {
        "rows": listed[:MOST_LISTED],
        "map": maps.draw(found, centre, level, point is not None),
        "asked": asked,
        "size": maps.SIZE,
    }


def _searched(stations: Sequence[StationView], asked: Whereabouts) -> Sequence[StationView]:
    if asked.point is not None or not asked.search:
        return stations
    wanted = asked.search.casefold()
    return [station for station in stations if wanted in station.name.casefold()]


def _listed(stations: Sequence[StationView], point: Point | None) -> list[tuple[StationView, int, int | None]]:
    rows = [(each, maps.available(each), None if point is None else maps.distance_to(point, each)) for each in stations]
    return sorted(rows, key=lambda row: (row[2] or 0, row[0].name))
