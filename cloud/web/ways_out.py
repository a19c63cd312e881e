"""What to do next after a refusal, as a link: its address and its words."""

from typing import NamedTuple

from cloud.domain import problems
from cloud.domain.problems import Problem
from cloud.http.languages import sentence

HOME = "/"


class WayOut(NamedTuple):
    """A link that leads on."""

    to: str
    words: str


_WAYS: dict[type[Problem], WayOut] = {
    problems.InsufficientFunds: WayOut("/wallet", sentence("Top up the wallet")),
    problems.UnpaidBills: WayOut("/wallet", sentence("Top up the wallet")),
    problems.PaymentDeclined: WayOut("/wallet", sentence("Back to the wallet")),
    problems.PaymentUnavailable: WayOut("/wallet", sentence("Back to the wallet")),
    problems.TooManyOpenOrders: WayOut("/rentals", sentence("Show my rentals")),
    problems.NoReceipt: WayOut("/rentals", sentence("Show my rentals")),
    problems.OrderNotActive: WayOut("/rentals", sentence("Show my rentals")),
    problems.Unauthenticated: WayOut("/sign-in", sentence("Sign in")),
}
_NEARBY = WayOut(HOME, sentence("See what is nearby"))


def way_out(problem: Problem) -> WayOut:
    """Return where to go after `problem`."""
    return _WAYS.get(type(problem), _NEARBY)
