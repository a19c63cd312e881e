"""Rows of the route table about renting."""

from collections.abc import Sequence

from cloud.api.fleet.answers import ConfigurationDesired
from cloud.api.frame.row_parts import ACCEPTED, CREATED, IDEMPOTENCY_KEY, NOT_THERE, OK, OPERATOR, ORGANISATION, REFUSED
from cloud.api.renting import commands
from cloud.api.renting.cabinets import show_cabinet
from cloud.api.renting.configuration import configure
from cloud.api.renting.rentals import lose_bank, rent_bank
from cloud.api.renting.requests import NewCommand, NewConfiguration, NewRental, ReturnOnlySwitch, SlotSwitch
from cloud.domain import problems
from cloud.domain.money.refusals import InsufficientFunds, UnpaidBills
from cloud.domain.orders.refusals import OrderNotActive, TooManyOpenOrders
from cloud.domain.people.refusals import AccountSuspended
from cloud.domain.renting.refusals import (
    CabinetBusy,
    CabinetNotReady,
    CabinetOffline,
    CabinetTooHot,
    LendExpired,
    LendUnresolved,
    LocksJammed,
    NoBank,
    ReturnsOnly,
)
from cloud.http import problems as http
from cloud.http.routes import PREFIX, Access, Owner, Parameter, Route
from cloud.services.delivery.command_views import CommandView
from cloud.services.renting.views import CabinetView, RentalOrder

_DEVICE = f"{PREFIX}/devices/{{device_id}}"
_EJECT_PROBLEMS = (
    *REFUSED,
    CabinetOffline,
    CabinetNotReady,
    problems.IdempotencyMismatch,
    http.InvalidParameter,
)
_PREFER = Parameter(
    "Prefer", "header", "`wait=N`: how many seconds (60 at most) the answer may wait.", {"type": "string"}
)
_RENT_PROBLEMS = (
    problems.NotFound,
    AccountSuspended,
    problems.IdempotencyMismatch,
    TooManyOpenOrders,
    UnpaidBills,
    InsufficientFunds,
    ReturnsOnly,
    CabinetOffline,
    CabinetNotReady,
    CabinetBusy,
    NoBank,
    LocksJammed,
    CabinetTooHot,
    LendExpired,
    LendUnresolved,
    http.InvalidParameter,
)

ROUTES: Sequence[Route] = (
    Route("GET", f"{PREFIX}/cabinets/{{cabinet_id}}", Access.ANYONE, show_cabinet,
          "One cabinet: what it has to lend, where it stands, what that costs", {OK: CabinetView}, None, (),
          (problems.NotFound,), Owner.PUBLIC),
    Route("POST", f"{PREFIX}/rentals", Access.MEMBER, rent_bank, "Rent a power bank at a cabinet",
          {CREATED: RentalOrder, ACCEPTED: RentalOrder}, NewRental, (IDEMPOTENCY_KEY, _PREFER), _RENT_PROBLEMS),
    Route("POST", f"{PREFIX}/rentals/{{order_id}}/lost", Access.MEMBER, lose_bank,
          "Report a rented bank as lost: it is bought", {OK: RentalOrder}, None, (),
          (problems.NotFound, OrderNotActive), Owner.ACCOUNT),
    Route("PUT", f"{PREFIX}/devices/{{device_id}}/configuration", Access.OPERATOR, configure,
          "Set the desired configuration of a device", {ACCEPTED: ConfigurationDesired}, NewConfiguration, (),
          (problems.NotFound, problems.InvalidRequest), Owner.ORGANISATION),
    Route("POST", f"{_DEVICE}/commands", OPERATOR, commands.command_device, "Have a slot opened",
          {ACCEPTED: CommandView}, NewCommand, (IDEMPOTENCY_KEY,), _EJECT_PROBLEMS, ORGANISATION),
    Route("GET", f"{_DEVICE}/commands/{{command_id}}", OPERATOR, commands.show_command, "A command, and how it ended",
          {OK: CommandView}, None, (), NOT_THERE, ORGANISATION),
    Route("PUT", f"{_DEVICE}/slots/{{slot}}", OPERATOR, commands.switch_slot, "Enable or disable one slot",
          {ACCEPTED: ConfigurationDesired}, SlotSwitch, (), (*REFUSED, http.InvalidParameter), ORGANISATION),
    Route("PUT", f"{_DEVICE}/return-only", OPERATOR, commands.switch_return_only, "Take returns only, or lend again",
          {ACCEPTED: ConfigurationDesired}, ReturnOnlySwitch, (), REFUSED, ORGANISATION),
)  # fmt: skip
