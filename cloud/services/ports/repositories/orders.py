"""Orders."""

from typing import Protocol

from cloud.services.ports.rows.orders import Order


class Orders(Protocol):
    """Orders and the idempotency keys that made them."""

    def claim_key(self, account_id: str, route: str, key: str, request_hash: str, order_id: str, now_ms: int) -> bool:
        """Claim an idempotency key for an order or payment; False when it was claimed before."""

    def claimed(self, account_id: str, route: str, key: str) -> tuple[str, str]:
        """Return (request hash, id of order or payment) of a claimed key."""

    def add(self, order: Order) -> None:
        """Insert an order."""

    def get(self, order_id: str) -> Order | None:
        """Return an order, whosever it is."""

    def update(self, order: Order, from_state: str) -> bool:
        """Store what may change of `order`, if it is still in `from_state`."""

    def bought(self, now_ms: int, limit: int) -> list[Order]:
        """Return active orders whose buy-out is due by now, the longest due first."""

    def unpaid(self, account_id: str) -> list[Order]:
        """Return the account's orders of which something is owed still, the oldest first."""

    def pay_off(self, order_id: str, amount_minor: int) -> None:
        """Take an amount off what an order owes."""

    def sold_with(self, bank_id: str) -> Order | None:
        """Return the newest order with which this bank was sold."""

    def page(self, after_id: str, limit: int) -> list[Order]:
        """Return orders of all accounts with a higher id, in order: for the audit."""

    def rented_from(self, account_id: str, organisation_id: str) -> bool:
        """Tell whether the account ever had an order with the organisation."""

    def of_account(self, account_id: str, limit: int, before_id: str | None) -> list[Order]:
        """Return the account's orders, newest first."""

    def unanswered(self, window_before_ms: int, limit: int) -> list[Order]:
        """Return authorised orders whose window ended at or before that time."""
