"""What to do next after a refusal, as a link: its address and its words."""

from typing import NamedTuple
from urllib.parse import quote

from cloud.domain.money.refusals import InsufficientFunds, NoReceipt, PaymentDeclined, PaymentUnavailable, UnpaidBills
from cloud.domain.orders.refusals import OrderNotActive, TooManyOpenOrders
from cloud.domain.people.refusals import Unauthenticated
from cloud.domain.problems import Problem
from cloud.http.languages import sentence

HOME = "/"
WALLET = "/wallet"


class WayOut(NamedTuple):
    """A link that leads on."""

    to: str
    words: str


_WAYS: dict[type[Problem], WayOut] = {
    InsufficientFunds: WayOut(WALLET, sentence("Top up the wallet")),
    UnpaidBills: WayOut(WALLET, sentence("Top up the wallet")),
    PaymentDeclined: WayOut(WALLET, sentence("Back to the wallet")),
    PaymentUnavailable: WayOut(WALLET, sentence("Back to the wallet")),
    TooManyOpenOrders: WayOut("/rentals", sentence("Show my rentals")),
    NoReceipt: WayOut("/rentals", sentence("Show my rentals")),
    OrderNotActive: WayOut("/rentals", sentence("Show my rentals")),
    Unauthenticated: WayOut("/sign-in", sentence("Sign in")),
}
_NEARBY = WayOut(HOME, sentence("See what is nearby"))


def way_out(problem: Problem, back_to: str | None = None) -> WayOut:
    """Return where to go after `problem`; the wallet then leads on to `back_to`, a path of ours."""
    way = _WAYS.get(type(problem), _NEARBY)
    return way if back_to is None or way.to != WALLET else way._replace(to=f"{WALLET}?next={quote(back_to, safe='')}")
