"""Every durable event that an account may get: its stable name, what its body is, and when it comes.

Names and schemas are part of the API: they are only ever added to. docs/API.md is generated from this table, and whoever
appends an event looks its name up here.
"""

from typing import NamedTuple

from cloud.domain.orders import order as orders
from cloud.services.money.views import WalletView
from cloud.services.orders.views import OrderView

ORDER = "order."
WALLET_CHANGED = "wallet.changed"


class AccountEvent(NamedTuple):
    """A durable event: `body` is the structure of its JSON."""

    name: str
    body: type
    meaning: str


EVENTS = (
    AccountEvent(ORDER + orders.AUTHORISED, OrderView, "A rental was authorised, its hold taken, the cabinet asked."),
    AccountEvent(ORDER + orders.ACTIVE, OrderView, "A power bank came out: the clock runs from `lent_ms`."),
    AccountEvent(ORDER + orders.CANCELLED, OrderView, "Nothing came out, for `reason`; the hold is released."),
    AccountEvent(
        ORDER + orders.RECONCILING, OrderView, "Nobody can say yet what happened, for `reason`; a person looks."
    ),
    AccountEvent(
        ORDER + orders.ENDED, OrderView, "The bank was returned at `ended_ms`; `fee` is final, the receipt is there."
    ),
    AccountEvent(
        ORDER + orders.SOLD, OrderView, "The bank is bought, because the total cap was reached or it is lost."
    ),
    AccountEvent(
        WALLET_CHANGED,
        WalletView,
        "Money came in or was given back. What an order holds or costs, its own events tell.",
    ),
)
BY_NAME = {event.name: event for event in EVENTS}

# What `reason` of an order may say beside the slugs of problems.
REASONS = {
    "no-answer": "The cabinet has not said in time whether a power bank came out; the hold is released.",
    "lend-unknown": "The cabinet itself does not know whether a power bank came out; the hold is released.",
    "late-success": "A power bank came out after the order had been cancelled; it is charged when it is returned.",
    "bank-in-two-orders": "The power bank that came out is held by another order too.",
    "bank-removed": "A power bank left the slot after the lend there had ended.",
    "not-lent": "An operator found that no power bank came out.",
    "bought-out": "The fee reached the total cap: the power bank is bought.",
    "reported-lost": "The customer reported the power bank as lost: it is bought.",
    "waived": "An operator took the fee back.",
}
