"""Stations: creating one, and showing them with what their cabinets have to lend."""

from dataclasses import dataclass

from cloud.domain.geography import MAX_LATITUDE_UDEG, MAX_LONGITUDE_UDEG, distance_m
from cloud.domain.problems import InvalidRequest, NotFound
from cloud.services.configure import desired_configuration
from cloud.services.fleet_records import Station
from cloud.services.fleet_views import CabinetSummary, CabinetView, StationView
from cloud.services.identifiers import can_be_id, can_be_name
from cloud.services.money_views import tariff_view
from cloud.services.operators import record, require_operator
from cloud.services.ports import Ports, Unit
from shared_protocol import cabinet as wire

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


def cabinet(unit: Unit, cabinet_id: str) -> CabinetView:
    """Return what anyone may know of one cabinet; raises NotFound."""
    device = unit.devices.get(cabinet_id) if can_be_id(cabinet_id) else None
    lender = None if device is None else unit.devices.lender(device.id)
    tariff = None if lender is None else unit.tariffs.get(lender.tariff_id)
    if device is None or tariff is None or device.kind != "cabinet" or device.state != "active":
        raise NotFound(f"no cabinet {cabinet_id}")
    slots = unit.slots.of_device(device.id)
    place = None if device.station_id is None else unit.stations.get(device.station_id)
    return CabinetView(
        id=device.id,
        sticker=device.sticker,
        online=bool(device.online),
        returns_only=bool(desired_configuration(device)["return_only"]),
        slot_count=device.slot_count,
        available=sum(slot.state == wire.SLOT_OCCUPIED and not slot.faults for slot in slots),
        free_slots=sum(slot.state == wire.SLOT_EMPTY for slot in slots),
        station_id=device.station_id,
        station_name=None if place is None else place.name,
        latitude_udeg=None if place is None else place.latitude_udeg,
        longitude_udeg=None if place is None else place.longitude_udeg,
        tariff=tariff_view(tariff),
    )


def _nearest(views: list[StationView], near: Near) -> list[StationView]:
    here = (near.latitude_udeg, near.longitude_udeg)
    distances = [(distance_m(here, (view.latitude_udeg, view.longitude_udeg)), view.id, view) for view in views]
    return [view for distance, _, view in sorted(distances, key=lambda each: each[:2]) if distance <= near.radius_m]


def _view(station: Station, cabinets: list[CabinetSummary]) -> StationView:
    return StationView(station.id, station.name, station.latitude_udeg, station.longitude_udeg, cabinets)
