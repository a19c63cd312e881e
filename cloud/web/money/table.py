"""Rows of the table of pages about money."""

from collections.abc import Sequence

from cloud.http.routes import Route
from cloud.web.frame.row_parts import MEMBER, OPERATOR, SHOWN, TAKEN, THEIRS
from cloud.web.money import tariffs, wallet
from cloud.web.money.requests import TariffForm, TopUpForm

_TARIFFS = "/operate/organisations/{organisation_id}/tariffs"

PAGES: Sequence[Route] = (
    Route("GET", "/wallet", MEMBER, wallet.show_wallet, "One's wallet", SHOWN),
    Route("POST", "/wallet/top-ups", MEMBER, wallet.top_up, "Pay in", TAKEN, TopUpForm),
    Route("GET", "/operate/tariffs", OPERATOR, tariffs.show_own_tariffs, "To one's tariffs", TAKEN),
    Route("GET", _TARIFFS, OPERATOR, tariffs.show_tariff_list, "Tariffs", SHOWN, owner=THEIRS),
    Route("POST", _TARIFFS, OPERATOR, tariffs.set_tariff_page, "Set the terms of new orders", TAKEN, TariffForm, owner=THEIRS),
)  # fmt: skip
