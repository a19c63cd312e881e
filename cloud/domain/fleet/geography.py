"""Distances on Earth, between points in micro-degrees."""

from math import asin, cos, radians, sin, sqrt

MAX_LATITUDE_UDEG = 90_000_000
MAX_LONGITUDE_UDEG = 180_000_000
_EARTH_RADIUS_M = 6_371_009  # mean radius (IUGG)

Point = tuple[int, int]  # latitude, longitude


def distance_m(one: Point, other: Point) -> int:
    """Return the great-circle distance in metres (haversine): good for "near me", within half a per cent."""
    latitude, longitude = radians(one[0] / 1e6), radians(one[1] / 1e6)
    other_latitude, other_longitude = radians(other[0] / 1e6), radians(other[1] / 1e6)
    across = sin((other_latitude - latitude) / 2) ** 2
    along = cos(latitude) * cos(other_latitude) * sin((other_longitude - longitude) / 2) ** 2
    return round(2 * _EARTH_RADIUS_M * asin(min(1.0, sqrt(across + along))))
