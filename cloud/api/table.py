"""Every route of the API."""

from collections.abc import Sequence
from http import HTTPStatus

from cloud.api.answers import ConfigurationDesired, DeviceProvisioned, Health, KeyRotated, Ready, SessionOpened
from cloud.api.handlers import accounts, devices, live, orders, service, stations, wallet
from cloud.api.operator_table import OPERATOR_ROUTES
from cloud.api.receipt_table import RECEIPT_ROUTES
from cloud.api.requests import NewConfiguration, NewDevice, NewRental, NewSession, NewTopUp, NewUser
from cloud.domain import problems
from cloud.domain.money.refusals import InsufficientFunds, PaymentDeclined, PaymentUnavailable, UnpaidBills
from cloud.domain.orders.refusals import OrderNotActive, TooManyOpenOrders
from cloud.domain.people.refusals import AccountSuspended, EmailTaken, TooManyAttempts, WrongCredentials
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
from cloud.services.fleet.views import DeviceDetail, DeviceEvent, DeviceView, StationView
from cloud.services.money.views import PriceView, TopUpView, WalletEntryView, WalletView
from cloud.services.orders.views import OrderView
from cloud.services.people.views import AccountView
from cloud.services.renting.views import CabinetView

OK, CREATED, ACCEPTED = HTTPStatus.OK, HTTPStatus.CREATED, HTTPStatus.ACCEPTED

_IDEMPOTENCY_KEY = Parameter(
    "Idempotency-Key",
    "header",
    "The same for each repetition of one request.",
    {"type": "string", "maxLength": 255},
    True,
)
_PREFER = Parameter(
    "Prefer", "header", "`wait=N`: how many seconds (60 at most) the answer may wait.", {"type": "string"}
)
_LIMIT = Parameter("limit", "query", "The most to return.", {"type": "integer", "minimum": 1})
_BEFORE = Parameter("before", "query", "Continue after the order of this id.", {"type": "string"})
_BEFORE_ENTRY = Parameter("before", "query", "Continue after the entry with this `cursor`.", {"type": "string"})
_BEFORE_SEQ = Parameter("before_seq", "query", "Continue below this number.", {"type": "integer", "minimum": 0})
_NEAR = Parameter("near", "query", "`latitude,longitude` in micro-degrees.", {"type": "string"})
_RADIUS = Parameter("radius_m", "query", "How far from `near`.", {"type": "integer", "minimum": 1})
_AFTER = Parameter("after", "query", "The last number seen.", {"type": "integer", "minimum": 0})

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
    Route("POST", f"{PREFIX}/users", Access.ANYONE, accounts.register_user, "Create an account",
          {CREATED: AccountView}, NewUser, (), (EmailTaken, problems.InvalidRequest, http.Overloaded)),
    Route("POST", f"{PREFIX}/sessions", Access.ANYONE, accounts.sign_in, "Sign in",
          {CREATED: SessionOpened}, NewSession, (), (WrongCredentials, TooManyAttempts, http.Overloaded)),
    Route("DELETE", f"{PREFIX}/sessions/current", Access.MEMBER, accounts.sign_out, "Sign out", {HTTPStatus.NO_CONTENT: None}),
    Route("GET", f"{PREFIX}/me", Access.MEMBER, accounts.show_me, "Who is signed in", {OK: AccountView}),
    Route("GET", f"{PREFIX}/stations", Access.ANYONE, stations.show_stations, "Stations, or those near a point",
          {OK: list[StationView]}, None, (_NEAR, _RADIUS), (http.InvalidParameter,)),
    Route("GET", f"{PREFIX}/stations/{{station_id}}", Access.ANYONE, stations.show_station, "One station",
          {OK: StationView}, None, (), (problems.NotFound,), Owner.PUBLIC),
    Route("GET", f"{PREFIX}/cabinets/{{cabinet_id}}", Access.ANYONE, stations.show_cabinet,
          "One cabinet: what it has to lend, where it stands, what that costs", {OK: CabinetView}, None, (),
          (problems.NotFound,), Owner.PUBLIC),
    Route("POST", f"{PREFIX}/rentals", Access.MEMBER, orders.rent_bank, "Rent a power bank at a cabinet",
          {CREATED: OrderView, ACCEPTED: OrderView}, NewRental, (_IDEMPOTENCY_KEY, _PREFER), _RENT_PROBLEMS),
    Route("GET", f"{PREFIX}/orders", Access.MEMBER, orders.show_orders, "One's orders, the newest first",
          {OK: list[OrderView]}, None, (_LIMIT, _BEFORE), (http.InvalidParameter,)),
    Route("GET", f"{PREFIX}/orders/{{order_id}}", Access.MEMBER, orders.show_order, "One order",
          {OK: OrderView}, None, (), (problems.NotFound,), Owner.ACCOUNT),
    Route("GET", f"{PREFIX}/orders/{{order_id}}/price", Access.MEMBER, wallet.show_price,
          "What an order costs, by now or for good", {OK: PriceView}, None, (), (problems.NotFound,), Owner.ACCOUNT),
    *RECEIPT_ROUTES,
    Route("POST", f"{PREFIX}/rentals/{{order_id}}/lost", Access.MEMBER, wallet.lose_bank,
          "Report a rented bank as lost: it is bought", {OK: OrderView}, None, (),
          (problems.NotFound, OrderNotActive), Owner.ACCOUNT),
    Route("GET", f"{PREFIX}/wallet", Access.MEMBER, wallet.show_wallet, "One's wallet", {OK: WalletView}),
    Route("GET", f"{PREFIX}/wallet/entries", Access.MEMBER, wallet.show_wallet_entries, "What happened to it, the newest first",
          {OK: list[WalletEntryView]}, None, (_LIMIT, _BEFORE_ENTRY), (http.InvalidParameter, problems.InvalidRequest)),
    Route("POST", f"{PREFIX}/wallet/top-ups", Access.MEMBER, wallet.top_up, "Pay into one's wallet; what is owed is paid first",
          {CREATED: TopUpView}, NewTopUp, (_IDEMPOTENCY_KEY,),
          (problems.InvalidRequest, problems.IdempotencyMismatch, PaymentDeclined, PaymentUnavailable)),
    Route("GET", f"{PREFIX}/live", Access.MEMBER, live.live, "What concerns the account, as it happens (WebSocket)",
          {HTTPStatus.SWITCHING_PROTOCOLS: None}, None, (_AFTER,),
          (http.InvalidParameter, http.CrossSite, http.BadRequest, http.Overloaded)),
    Route("POST", f"{PREFIX}/devices", Access.OPERATOR, devices.provision, "Provision a cabinet",
          {CREATED: DeviceProvisioned}, NewDevice, (), (problems.NotFound, problems.InvalidRequest)),
    Route("GET", f"{PREFIX}/devices", Access.OPERATOR, devices.show_devices, "Devices that the account operates",
          {OK: list[DeviceView]}),
    Route("GET", f"{PREFIX}/devices/{{device_id}}", Access.OPERATOR, devices.show_device,
          "Presence, slots, configuration and health of a device", {OK: DeviceDetail}, None, (),
          (problems.NotFound,), Owner.ORGANISATION),
    Route("POST", f"{PREFIX}/devices/{{device_id}}/keys", Access.OPERATOR, devices.rotate,
          "Give a device a new root key; the old one is good until it has used the new one", {CREATED: KeyRotated}, None, (),
          (problems.NotFound, problems.InvalidRequest), Owner.ORGANISATION),
    Route("PUT", f"{PREFIX}/devices/{{device_id}}/configuration", Access.OPERATOR, devices.configure,
          "Set the desired configuration of a device", {ACCEPTED: ConfigurationDesired}, NewConfiguration, (),
          (problems.NotFound, problems.InvalidRequest), Owner.ORGANISATION),
    Route("GET", f"{PREFIX}/devices/{{device_id}}/events", Access.OPERATOR, devices.show_device_events,
          "What a device journaled, the newest first", {OK: list[DeviceEvent]}, None, (_LIMIT, _BEFORE_SEQ),
          (problems.NotFound, http.InvalidParameter), Owner.ORGANISATION),
    *OPERATOR_ROUTES,
    Route("GET", f"{PREFIX}/openapi.json", Access.ANYONE, service.show_openapi, "This description", {OK: dict[str, object]}),
    Route("GET", "/healthz", Access.ANYONE, service.show_health, "Whether the process lives", {OK: Health}),
    Route("GET", "/readyz", Access.ANYONE, service.show_readiness, "Whether database and broker are there",
          {OK: Ready, HTTPStatus.SERVICE_UNAVAILABLE: Ready}),
    Route("GET", "/metrics", Access.ANYONE, service.show_metrics, "Counters, in Prometheus's text format", {OK: str}),
)  # fmt: skip
