"""Rows of the table of pages about fleet."""

from collections.abc import Sequence

from cloud.http.routes import Owner, Route
from cloud.web.fleet import stations
from cloud.web.frame.row_parts import ANYONE, SHOWN

PAGES: Sequence[Route] = (
    Route("GET", "/", ANYONE, stations.show_nearby, "Stations near me", SHOWN),
    Route("GET", "/stations/{station_id}", ANYONE, stations.show_station, "One station", SHOWN, owner=Owner.PUBLIC),
)  # fmt: skip
