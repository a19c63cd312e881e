"""Rows of the table of pages about casework."""

from collections.abc import Sequence

from cloud.http.routes import Route
from cloud.web.casework import cases, devices
from cloud.web.casework.alarms import show_alarm_list
from cloud.web.casework.requests import ResolutionForm
from cloud.web.frame.row_parts import LEADS_ON, OPERATOR, SHOWN, THEIRS

_DEVICE = "/operate/devices/{device_id}"
_CASE = "/operate/cases/{case_id}"

PAGES: Sequence[Route] = (
    Route("GET", "/operate/cases", OPERATOR, cases.show_queue, "What waits for a person", SHOWN),
    Route("GET", _CASE, OPERATOR, cases.show_file, "One case", SHOWN, owner=THEIRS),
    Route("POST", _CASE, OPERATOR, cases.decide, "Decide it", LEADS_ON, ResolutionForm, owner=THEIRS),
    Route("GET", "/operate", OPERATOR, devices.show_fleet, "The fleet", SHOWN),
    Route("GET", _DEVICE, OPERATOR, devices.show_device, "One cabinet", SHOWN, owner=THEIRS),
    Route("GET", _DEVICE + "/commands/{command_id}", OPERATOR, devices.show_device_command, "What became of a command",
          SHOWN, owner=THEIRS),
    Route("GET", "/operate/alarms", OPERATOR, show_alarm_list, "Alarms", SHOWN),
)  # fmt: skip
