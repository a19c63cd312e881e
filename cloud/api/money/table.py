"""Rows of the route table about money."""

from collections.abc import Sequence

from cloud.api.frame.row_parts import CREATED, IDEMPOTENCY_KEY, LIMIT, NOT_THERE, OK, OPERATOR, ORGANISATION, REFUSED
from cloud.api.money import wallet
from cloud.api.money.requests import NewTariff, NewTopUp
from cloud.api.money.tariffs import add_tariff, show_tariffs
from cloud.domain import problems
from cloud.domain.money.refusals import PaymentDeclined, PaymentUnavailable
from cloud.http import problems as http
from cloud.http.routes import PREFIX, Access, Parameter, Route
from cloud.services.money.views import TariffView, TopUpView, WalletEntryView, WalletView

_ORGANISATION = f"{PREFIX}/organisations/{{organisation_id}}"
_BEFORE_ENTRY = Parameter("before", "query", "Continue after the entry with this `cursor`.", {"type": "string"})

ROUTES: Sequence[Route] = (
    Route("GET", f"{PREFIX}/wallet", Access.MEMBER, wallet.show_wallet, "One's wallet", {OK: WalletView}),
    Route("GET", f"{PREFIX}/wallet/entries", Access.MEMBER, wallet.show_wallet_entries, "What happened to it, the newest first",
          {OK: list[WalletEntryView]}, None, (LIMIT, _BEFORE_ENTRY), (http.InvalidParameter, problems.InvalidRequest)),
    Route("POST", f"{PREFIX}/wallet/top-ups", Access.MEMBER, wallet.top_up, "Pay into one's wallet; what is owed is paid first",
          {CREATED: TopUpView}, NewTopUp, (IDEMPOTENCY_KEY,),
          (problems.InvalidRequest, problems.IdempotencyMismatch, PaymentDeclined, PaymentUnavailable)),
    Route("GET", f"{_ORGANISATION}/tariffs", OPERATOR, show_tariffs, "Tariffs, the newest first",
          {OK: list[TariffView]}, None, (), NOT_THERE, ORGANISATION),
    Route("POST", f"{_ORGANISATION}/tariffs", OPERATOR, add_tariff, "Set the terms of new orders",
          {CREATED: TariffView}, NewTariff, (), REFUSED, ORGANISATION),
)  # fmt: skip
