"""Whose time moments are written in: the browser's own zone, which its script tells in a cookie; UTC, named so, without it."""

import re
from datetime import UTC, tzinfo
from functools import lru_cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from aiohttp import web

COOKIE = "wattlend_zone"  # written by assets/live.js
LONGEST_NAME = 64
_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_+-]*(/[A-Za-z0-9_+-]+){0,2}")


def zone_of(request: web.Request) -> tzinfo:
    """Return the zone that the browser told, UTC if it told none that is known."""
    return zone_named(request.cookies.get(COOKIE, "") if "Cookie" in request.headers else "") or UTC


@lru_cache(maxsize=256)
def zone_named(name: str) -> tzinfo | None:
    """Return the zone of the IANA's database with this name, None if there is none here."""
    if len(name) > LONGEST_NAME or not _NAME.fullmatch(name):
        return None
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):  # a folder of zones is an OSError
        return None


def zone_name(zone: tzinfo) -> str:
    """Return what a zone is called: "Asia/Shanghai", "UTC"."""
    return zone.key if isinstance(zone, ZoneInfo) else "UTC"
