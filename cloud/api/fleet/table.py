"""Rows of the route table about fleet."""

from collections.abc import Sequence

from cloud.api.fleet import devices
from cloud.api.fleet.alarms import show_alarms
from cloud.api.fleet.answers import DeviceProvisioned, KeyRotated
from cloud.api.fleet.requests import NewDevice, NewStation
from cloud.api.fleet.stations import add_station, show_station, show_stations
from cloud.api.frame.row_parts import CREATED, LIMIT, OK, OPERATOR, REFUSED
from cloud.domain import problems
from cloud.http import problems as http
from cloud.http.routes import PREFIX, Access, Owner, Parameter, Route
from cloud.services.device_details import AnyDeviceDetail
from cloud.services.fleet.views import AlarmView, DeviceEvent, DeviceView, StationView

_BEFORE_SEQ = Parameter("before_seq", "query", "Continue below this number.", {"type": "integer", "minimum": 0})
_NEAR = Parameter("near", "query", "`latitude,longitude` in micro-degrees.", {"type": "string"})
_RADIUS = Parameter("radius_m", "query", "How far from `near`.", {"type": "integer", "minimum": 1})

ROUTES: Sequence[Route] = (
    Route("GET", f"{PREFIX}/stations", Access.ANYONE, show_stations, "Stations, or those near a point",
          {OK: list[StationView]}, None, (_NEAR, _RADIUS), (http.InvalidParameter,)),
    Route("GET", f"{PREFIX}/stations/{{station_id}}", Access.ANYONE, show_station, "One station",
          {OK: StationView}, None, (), (problems.NotFound,), Owner.PUBLIC),
    Route("POST", f"{PREFIX}/devices", Access.OPERATOR, devices.provision, "Provision a cabinet",
          {CREATED: DeviceProvisioned}, NewDevice, (), (problems.NotFound, problems.InvalidRequest)),
    Route("GET", f"{PREFIX}/devices", Access.OPERATOR, devices.show_devices, "Devices that the account operates",
          {OK: list[DeviceView]}),
    Route("GET", f"{PREFIX}/devices/{{device_id}}", Access.OPERATOR, devices.show_device,
          "Presence, slots, configuration and health of a device", {OK: AnyDeviceDetail}, None, (),
          (problems.NotFound,), Owner.ORGANISATION),
    Route("POST", f"{PREFIX}/devices/{{device_id}}/keys", Access.OPERATOR, devices.rotate,
          "Give a device a new root key; the old one is good until it has used the new one", {CREATED: KeyRotated}, None, (),
          (problems.NotFound, problems.InvalidRequest), Owner.ORGANISATION),
    Route("GET", f"{PREFIX}/devices/{{device_id}}/events", Access.OPERATOR, devices.show_device_events,
          "What a device journaled, the newest first", {OK: list[DeviceEvent]}, None, (LIMIT, _BEFORE_SEQ),
          (problems.NotFound, http.InvalidParameter), Owner.ORGANISATION),
    Route("GET", f"{PREFIX}/alarms", OPERATOR, show_alarms, "Alarms, the newest first",
          {OK: list[AlarmView]}, None, (LIMIT,), (http.InvalidParameter,)),
    Route("POST", f"{PREFIX}/stations", OPERATOR, add_station, "Create a station",
          {CREATED: StationView}, NewStation, (), REFUSED),
)  # fmt: skip
