"""A map without tiles: stations around a point, drawn by the server, with rings for distance and a bar for scale.

Plane geometry: within the largest level the error is below what a pin covers, away from the poles.
"""

from collections.abc import Sequence
from math import cos, hypot, radians
from typing import NamedTuple

from cloud.domain.fleet.geography import Point, distance_m
from cloud.services.fleet.views import StationView

SIZE = 360  # units of the drawing, both ways
LEVELS_M = (250, 500, 1_000, 2_500, 5_000, 10_000, 25_000, 50_000, 100_000, 250_000, 1_000_000)  # from middle to edge
USUAL_LEVEL = 3
METRES_A_DEGREE = 111_195
_MARGIN = 0.88  # pins stay this far within the edge when the level is chosen by them


class Pin(NamedTuple):
    """A station on the map."""

    x: int
    y: int
    station: StationView
    available: int


class Ring(NamedTuple):
    """Everything at one distance from the middle."""

    radius: int
    distance_m: int


class Map(NamedTuple):
    """What is drawn; `level` is an index of LEVELS_M. `is_here` says that the middle is where the person is."""

    pins: list[Pin]
    rings: list[Ring]
    level: int
    is_here: bool
    closer: int | None
    wider: int | None
    bar: Ring
    hidden: int


def middle(stations: Sequence[StationView]) -> Point:
    """Return the middle of the stations' box; (0, 0) where there is none."""
    if not stations:
        return 0, 0
    latitudes = [station.latitude_udeg for station in stations]
    longitudes = [station.longitude_udeg for station in stations]
    return (min(latitudes) + max(latitudes)) // 2, (min(longitudes) + max(longitudes)) // 2


def fitting_level(stations: Sequence[StationView], centre: Point) -> int:
    """Return the closest level that shows all of `stations`; the widest if none does."""
    farthest = max((hypot(*_offset_m(centre, station)) for station in stations), default=LEVELS_M[USUAL_LEVEL])
    return next((level for level, half_m in enumerate(LEVELS_M) if farthest <= half_m * _MARGIN), len(LEVELS_M) - 1)


def draw(stations: Sequence[StationView], centre: Point, level: int, is_here: bool) -> Map:
    """Return the map of `stations` around `centre`."""
    half_m = LEVELS_M[level]
    pins = [pin for pin in (_pin(station, centre, half_m) for station in stations) if pin is not None]
    pins.sort(key=lambda pin: pin.y)  # who is nearer to the lower edge is drawn above who is behind
    rings = [Ring(SIZE * share // 8, half_m * share // 4) for share in (1, 2, 3, 4)]
    return Map(
        pins,
        rings,
        level,
        is_here,
        level - 1 if level else None,
        level + 1 if level + 1 < len(LEVELS_M) else None,
        Ring(SIZE // 4, half_m // 2),
        len(stations) - len(pins),
    )


def available(station: StationView) -> int:
    """Return how many banks the station's cabinets that are connected have to lend."""
    return sum(cabinet.available for cabinet in station.cabinets if cabinet.online)


def distance_to(point: Point, station: StationView) -> int:
    """Return the distance in metres."""
    return distance_m(point, (station.latitude_udeg, station.longitude_udeg))


def _pin(station: StationView, centre: Point, half_m: int) -> Pin | None:
    east_m, north_m = _offset_m(centre, station)
    x, y = round(SIZE / 2 * (1 + east_m / half_m)), round(SIZE / 2 * (1 - north_m / half_m))
    is_inside = 0 <= x <= SIZE and 0 <= y <= SIZE
    return Pin(x, y, station, available(station)) if is_inside else None


def _offset_m(centre: Point, station: StationView) -> tuple[float, float]:
    degrees_north = (station.latitude_udeg - centre[0]) / 1e6
    degrees_east = ((station.longitude_udeg - centre[1]) / 1e6 + 180) % 360 - 180  # the short way round the Earth
    return degrees_east * METRES_A_DEGREE * cos(radians(centre[0] / 1e6)), degrees_north * METRES_A_DEGREE
