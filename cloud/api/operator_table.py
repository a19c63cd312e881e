"""The rows of the route table for those who operate an organisation, beyond provisioning and looking at devices."""

from collections.abc import Sequence
from http import HTTPStatus

from cloud.api.answers import ConfigurationDesired
from cloud.api.handlers import commands, organisations, reconciliation
from cloud.api.operator_requests import (
    NewAccountState,
    NewCommand,
    NewResolution,
    NewStation,
    NewTariff,
    ReturnOnlySwitch,
    SlotSwitch,
)
from cloud.domain import problems
from cloud.domain.casework.refusals import ResolutionNotAllowed
from cloud.domain.renting.refusals import CabinetNotReady, CabinetOffline
from cloud.http import problems as http
from cloud.http.routes import PREFIX, Access, Owner, Parameter, Route
from cloud.services.casework.case_files import CaseDetail
from cloud.services.casework.views import CaseView
from cloud.services.delivery.command_views import CommandView
from cloud.services.fleet.views import AlarmView, StationView
from cloud.services.money.views import TariffView
from cloud.services.people.members import AccountState
from cloud.services.people.views import AuditView

OK, CREATED, ACCEPTED = HTTPStatus.OK, HTTPStatus.CREATED, HTTPStatus.ACCEPTED
OPERATOR, ORGANISATION = Access.OPERATOR, Owner.ORGANISATION

_CASES, _DEVICE = f"{PREFIX}/reconciliation", f"{PREFIX}/devices/{{device_id}}"
_ORGANISATION = f"{PREFIX}/organisations/{{organisation_id}}"

_LIMIT = Parameter("limit", "query", "The most to return.", {"type": "integer", "minimum": 1})
_STATE = Parameter("state", "query", "`open` (as if unsaid) or `closed`.", {"enum": ["open", "closed"]})
_KEY = Parameter(
    "Idempotency-Key",
    "header",
    "The same for each repetition of one request.",
    {"type": "string", "maxLength": 255},
    True,
)
_NOT_THERE = (problems.NotFound,)
_REFUSED = (problems.NotFound, problems.InvalidRequest)
_RESOLVE_PROBLEMS = (*_REFUSED, ResolutionNotAllowed)
_EJECT_PROBLEMS = (
    *_REFUSED, CabinetOffline, CabinetNotReady, problems.IdempotencyMismatch, http.InvalidParameter,
)  # fmt: skip

OPERATOR_ROUTES: Sequence[Route] = (
    Route("GET", _CASES, OPERATOR, reconciliation.show_cases, "What waits for a person, or was decided",
          {OK: list[CaseView]}, None, (_STATE, _LIMIT), (http.InvalidParameter,)),
    Route("GET", f"{_CASES}/{{case_id}}", OPERATOR, reconciliation.show_case, "One case and all that is known about it",
          {OK: CaseDetail}, None, (), _NOT_THERE, ORGANISATION),
    Route("POST", f"{_CASES}/{{case_id}}/resolution", OPERATOR, reconciliation.resolve_case, "Decide a case",
          {OK: CaseView}, NewResolution, (), _RESOLVE_PROBLEMS, ORGANISATION),
    Route("POST", f"{_DEVICE}/commands", OPERATOR, commands.command_device, "Have a slot opened",
          {ACCEPTED: CommandView}, NewCommand, (_KEY,), _EJECT_PROBLEMS, ORGANISATION),
    Route("GET", f"{_DEVICE}/commands/{{command_id}}", OPERATOR, commands.show_command, "A command, and how it ended",
          {OK: CommandView}, None, (), _NOT_THERE, ORGANISATION),
    Route("PUT", f"{_DEVICE}/slots/{{slot}}", OPERATOR, commands.switch_slot, "Enable or disable one slot",
          {ACCEPTED: ConfigurationDesired}, SlotSwitch, (), (*_REFUSED, http.InvalidParameter), ORGANISATION),
    Route("PUT", f"{_DEVICE}/return-only", OPERATOR, commands.switch_return_only, "Take returns only, or lend again",
          {ACCEPTED: ConfigurationDesired}, ReturnOnlySwitch, (), _REFUSED, ORGANISATION),
    Route("GET", f"{PREFIX}/alarms", OPERATOR, organisations.show_alarms, "Alarms, the newest first",
          {OK: list[AlarmView]}, None, (_LIMIT,), (http.InvalidParameter,)),
    Route("GET", f"{_ORGANISATION}/audit", OPERATOR, organisations.show_audit, "Who did what, the newest first",
          {OK: list[AuditView]}, None, (_LIMIT,), (problems.NotFound, http.InvalidParameter), ORGANISATION),
    Route("GET", f"{_ORGANISATION}/tariffs", OPERATOR, organisations.show_tariffs, "Tariffs, the newest first",
          {OK: list[TariffView]}, None, (), _NOT_THERE, ORGANISATION),
    Route("POST", f"{_ORGANISATION}/tariffs", OPERATOR, organisations.add_tariff, "Set the terms of new orders",
          {CREATED: TariffView}, NewTariff, (), _REFUSED, ORGANISATION),
    Route("POST", f"{PREFIX}/stations", OPERATOR, organisations.add_station, "Create a station",
          {CREATED: StationView}, NewStation, (), _REFUSED),
    Route("PUT", f"{PREFIX}/accounts/{{account_id}}/state", OPERATOR, organisations.set_account,
          "Suspend or reinstate a customer", {OK: AccountState}, NewAccountState, (), _REFUSED, ORGANISATION),
)  # fmt: skip
