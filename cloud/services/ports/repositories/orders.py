"""Orders."""

from typing import Protocol

from cloud.services.ports.rows.orders import Order


class Orders(Protocol):
    """Orders."""

    def add(self, order: Order) -> None:
        """Insert an order."""

    def get(self, order_id: str) -> Order | None:
        """Return an order, whosever it is."""

    def update(self, order: Order, from_state: str) -> bool:
        """Store what may change of `order`, if it is still in `from_state`."""

    def unpaid(self, account_id: str) -> list[Order]:
        """Return the account's orders of which something is owed still, the oldest first."""

    def pay_off(self, order_id: str, amount_minor: int) -> None:
        """Take an amount off what an order owes."""

    def page(self, after_id: str, limit: int) -> list[Order]:
        """Return orders of all accounts with a higher id, in order: for the audit."""

    def rented_from(self, account_id: str, organisation_id: str) -> bool:
        """Tell whether the account ever had an order with the organisation."""

    def of_account(self, account_id: str, limit: int, before_id: str | None) -> list[Order]:
        """Return the account's orders, newest first."""

    def unanswered(self, window_before_ms: int, limit: int) -> list[Order]:
        """Return authorised orders whose window ended at or before that time."""
