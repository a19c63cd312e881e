"""Where somebody looks for stations: what an address asks for, and what a person typed. There is no gazetteer."""

import re
from decimal import Decimal
from typing import NamedTuple
from urllib.parse import urlencode

from aiohttp import web

from cloud.domain.fleet.geography import MAX_LATITUDE_UDEG, MAX_LONGITUDE_UDEG, Point
from cloud.http.call import parse_int
from cloud.http.problems import InvalidParameter
from cloud.web.fleet.map import LEVELS_M

LONGEST_SEARCH = 100
_DEGREES = re.compile(r"\s*(-?\d{1,3}(?:\.\d{1,12})?)\s*[,;\s]\s*(-?\d{1,3}(?:\.\d{1,12})?)\s*")


class Whereabouts(NamedTuple):
    """`point` is where the person is or looks, `search` what they typed, `level` how wide the map is, if they chose."""

    point: Point | None
    search: str
    level: int | None

    def address(self, level: int | None) -> str:
        """Return the address of the same with another level."""
        parts: list[tuple[str, str]] = []
        if self.search:
            parts.append(("place", self.search))
        elif self.point is not None:
            parts.append(("near", f"{self.point[0]},{self.point[1]}"))
        if level is not None:
            parts.append(("level", str(level)))
        return "/?" + urlencode(parts) if parts else "/"


def of_request(request: web.Request) -> Whereabouts:
    """Return what the address asks for; raises InvalidParameter."""
    search = request.query.get("place", "").strip()[:LONGEST_SEARCH]
    near, level = request.query.get("near"), request.query.get("level")
    point = typed_point(search) if search else None if near is None else _point(near)
    return Whereabouts(point, search, None if level is None else parse_int("level", level, 0, len(LEVELS_M) - 1))


def typed_point(text: str) -> Point | None:
    """Return the point that `text` writes in degrees (latitude, longitude); None if it is something else."""
    found = _DEGREES.fullmatch(text)
    if not found:
        return None
    latitude, longitude = (int(Decimal(degrees) * 1_000_000) for degrees in found.groups())
    return (latitude, longitude) if _is_on_earth(latitude, longitude) else None


def _point(text: str) -> Point:
    latitude, comma, longitude = text.partition(",")
    if not comma:
        raise InvalidParameter("near is latitude,longitude in micro-degrees")
    return (
        parse_int("near (latitude)", latitude, -MAX_LATITUDE_UDEG, MAX_LATITUDE_UDEG),
        parse_int("near (longitude)", longitude, -MAX_LONGITUDE_UDEG, MAX_LONGITUDE_UDEG),
    )


def _is_on_earth(latitude_udeg: int, longitude_udeg: int) -> bool:
    return abs(latitude_udeg) <= MAX_LATITUDE_UDEG and abs(longitude_udeg) <= MAX_LONGITUDE_UDEG
