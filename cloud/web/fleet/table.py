"""Rows of the table of pages about fleet."""

from collections.abc import Sequence

from cloud.http.routes import Owner, Route
from cloud.web.fleet import devices, stations
from cloud.web.fleet.alarms import show_alarm_list
from cloud.web.frame.row_parts import ANYONE, OPERATOR, SHOWN, THEIRS

_DEVICE = "/operate/devices/{device_id}"

PAGES: Sequence[Route] = (
    Route("GET", "/", ANYONE, stations.show_nearby, "Stations near me", SHOWN),
    Route("GET", "/stations/{station_id}", ANYONE, stations.show_station, "One station", SHOWN, owner=Owner.PUBLIC),
    Route("GET", "/operate", OPERATOR, devices.show_fleet, "The fleet", SHOWN),
    Route("GET", _DEVICE, OPERATOR, devices.show_device, "One cabinet", SHOWN, owner=THEIRS),
    Route("GET", _DEVICE + "/commands/{command_id}", OPERATOR, devices.show_device_command, "What became of a command",
          SHOWN, owner=THEIRS),
    Route("GET", "/operate/alarms", OPERATOR, show_alarm_list, "Alarms", SHOWN),
)  # fmt: skip
