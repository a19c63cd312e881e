"""The operator's pages as rows. Whoever operates nothing gets none of them."""

from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Any

from cloud.http.routes import Access, Owner, Route
from cloud.web.handlers import casework, fleet, records
from cloud.web.operator_forms import (
    AccountStateForm,
    EjectForm,
    ResolutionForm,
    ReturnOnlyForm,
    SlotForm,
    TariffForm,
)

OPERATOR, THEIRS = Access.OPERATOR, Owner.ORGANISATION
SHOWN: Mapping[int, Any] = {HTTPStatus.OK: str}
TAKEN: Mapping[int, Any] = {HTTPStatus.SEE_OTHER: None}
LEADS_ON: Mapping[int, Any] = {HTTPStatus.OK: str, HTTPStatus.SEE_OTHER: None}

_DEVICE, _CASE = "/operate/devices/{device_id}", "/operate/cases/{case_id}"
_SLOT, _ACCOUNT = _DEVICE + "/slots/{slot}", "/operate/accounts/{account_id}"
_TARIFFS = "/operate/organisations/{organisation_id}/tariffs"

OPERATOR_PAGES: Sequence[Route] = (
    Route("GET", "/operate", OPERATOR, fleet.show_fleet, "The fleet", SHOWN),
    Route("GET", _DEVICE, OPERATOR, fleet.show_device, "One cabinet", SHOWN, owner=THEIRS),
    Route("POST", _DEVICE + "/return-only", OPERATOR, fleet.switch_return_only_page, "Take returns only, or lend again",
          TAKEN, ReturnOnlyForm, owner=THEIRS),
    Route("GET", _SLOT, OPERATOR, fleet.show_slot, "One slot", SHOWN, owner=THEIRS),
    Route("POST", _SLOT, OPERATOR, fleet.switch_slot_page, "Enable or disable it", TAKEN, SlotForm, owner=THEIRS),
    Route("POST", _SLOT + "/eject", OPERATOR, fleet.eject_slot, "Open it", LEADS_ON, EjectForm, owner=THEIRS),
    Route("GET", _DEVICE + "/commands/{command_id}", OPERATOR, fleet.show_device_command, "What became of a command",
          SHOWN, owner=THEIRS),
    Route("GET", "/operate/cases", OPERATOR, casework.show_queue, "What waits for a person", SHOWN),
    Route("GET", _CASE, OPERATOR, casework.show_file, "One case", SHOWN, owner=THEIRS),
    Route("POST", _CASE, OPERATOR, casework.decide, "Decide it", LEADS_ON, ResolutionForm, owner=THEIRS),
    Route("GET", _ACCOUNT, OPERATOR, casework.show_customer, "A customer", SHOWN, owner=THEIRS),
    Route("POST", _ACCOUNT, OPERATOR, casework.set_customer_state, "Suspend or reinstate", TAKEN, AccountStateForm,
          owner=THEIRS),
    Route("GET", "/operate/alarms", OPERATOR, records.show_alarm_list, "Alarms", SHOWN),
    Route("GET", "/operate/audit", OPERATOR, records.show_audit_log, "Who did what", SHOWN),
    Route("GET", "/operate/tariffs", OPERATOR, records.show_own_tariffs, "To one's tariffs", TAKEN),
    Route("GET", _TARIFFS, OPERATOR, records.show_tariff_list, "Tariffs", SHOWN, owner=THEIRS),
    Route("POST", _TARIFFS, OPERATOR, records.set_tariff_page, "Set the terms of new orders", TAKEN, TariffForm, owner=THEIRS),
)  # fmt: skip
