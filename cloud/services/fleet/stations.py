"""Stations: creating one, and showing them with what their cabinets have to lend."""

from dataclasses import dataclass

from cloud.domain.fleet.geography import MAX_LATITUDE_UDEG, MAX_LONGITUDE_UDEG, distance_m
from cloud.domain.identifiers import can_be_id, can_be_name
from cloud.domain.problems import InvalidRequest, NotFound
from cloud.services.fleet.views import StationView
from cloud.services.people.operators import record, require_operator
from cloud.services.ports.rows.fleet import Station
from cloud.services.ports.rows.renting import CabinetSummary
from cloud.services.ports.store import Unit
from cloud.services.ports.world import Ports

MAX_NAME_CHARS = 100


@dataclass(frozen=True, slots=True)
class CreateStationRequest:
    """A new place; `actor_id` is the operator's account."""

    actor_id: str
    organisation_id: str
    name: str
    latitude_udeg: int
    longitude_udeg: int


@dataclass(frozen=True, slots=True)
class Near:
    """Only stations within `radius_m` of a point, the nearest first."""

    latitude_udeg: int
    longitude_udeg: int
    radius_m: int


def create_station(unit: Unit, ports: Ports, request: CreateStationRequest) -> StationView:
    """Create a station without devices; raises NotFound (not an operator there) or InvalidRequest."""
    require_operator(unit, request.actor_id, request.organisation_id)
    name = request.name.strip()
    if not can_be_name(name, MAX_NAME_CHARS):
        raise InvalidRequest(f"name has 1 to {MAX_NAME_CHARS} characters that can be shown")
    check_place(request.latitude_udeg, request.longitude_udeg)
    place = (request.latitude_udeg, request.longitude_udeg)
    station = Station(ports.entropy.id(), request.organisation_id, name, *place, ports.clock.now_ms())
    unit.stations.add(station)
    record(unit, ports, request.organisation_id, request.actor_id, "station.create", station.id, name)
    return _view(station, [])


def check_place(latitude_udeg: int, longitude_udeg: int) -> None:
    """Raise InvalidRequest unless both are on Earth."""
    if abs(latitude_udeg) > MAX_LATITUDE_UDEG or abs(longitude_udeg) > MAX_LONGITUDE_UDEG:
        raise InvalidRequest("latitude is -90 to 90 degrees, longitude -180 to 180, in micro-degrees")


def list_stations(unit: Unit, near: Near | None = None) -> list[StationView]:
    """Return every station by name, or those near a point by distance."""
    cabinets: dict[str, list[CabinetSummary]] = {}
    for station_id, cabinet in unit.stations.cabinets():
        cabinets.setdefault(station_id, []).append(cabinet)
    views = [_view(station, cabinets.get(station.id, [])) for station in unit.stations.all()]
    return views if near is None else _nearest(views, near)


def station(unit: Unit, station_id: str) -> StationView:
    """Return one station; raises NotFound."""
    found = unit.stations.get(station_id) if can_be_id(station_id) else None
    if found is None:
        raise NotFound(f"no station {station_id}")
    return _view(found, [cabinet for at, cabinet in unit.stations.cabinets() if at == station_id])


def _nearest(views: list[StationView], near: Near) -> list[StationView]:
    here = (near.latitude_udeg, near.longitude_udeg)
    distances = [(distance_m(here, (view.latitude_udeg, view.longitude_udeg)), view.id, view) for view in views]
    return [view for distance, _, view in sorted(distances, key=lambda each: each[:2]) if distance <= near.radius_m]


def _view(station: Station, cabinets: list[CabinetSummary]) -> StationView:
    return StationView(station.id, station.name, station.latitude_udeg, station.longitude_udeg, cabinets)
