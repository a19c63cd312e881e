"""What an account is told about its money."""

from cloud.services.money.views import WalletView
from cloud.services.people.account_event import AccountEvent

WALLET_CHANGED = "wallet.changed"

EVENTS = (
    AccountEvent(
        WALLET_CHANGED,
        WalletView,
        "Money came in or was given back. What an order holds or costs, its own events tell.",
    ),
)
