"""What a unit of work offers on each kind of row. Writes that may find another state than expected return whether they did.

Accounts, organisations, orders, commands, the logs; the field is in `fleet_repositories`, money in `money_repositories`.
Methods that return a bool or None for "not as expected" change nothing then. Lists are in a stated order. No transaction
handling here: the store's business.
"""

from collections.abc import Sequence
from typing import Protocol

from cloud.services.records import (
    Account,
    Alarm,
    AuditEntry,
    Command,
    LiveEvent,
    Membership,
    Order,
    Organisation,
    Person,
    Session,
)


class Accounts(Protocol):
    """Accounts, the persons behind them, their sessions."""

    def open_orders(self) -> list[tuple[str, int]]:
        """Return (id, open orders) of every account that counts any, by id: for the audit."""

    def add(self, account: Account) -> None:
        """Insert an account."""

    def get(self, account_id: str) -> Account | None:
        """Return an account."""

    def add_person(self, person: Person) -> bool:
        """Insert personal data; False when the email is taken."""

    def person(self, account_id: str) -> Person | None:
        """Return the person of an account."""

    def person_by_email(self, email: str) -> Person | None:
        """Return the person with this email (lower case)."""

    def advance(self, account_id: str, opened: int) -> tuple[str, int, int] | None:
        """Take the account's next live number and add `opened` to its open orders; returns (state, number, open orders).

        Locks the row until the commit.
        """

    def set_state(self, account_id: str, state: str) -> None:
        """Set the account active or suspended."""

    def add_session(self, session: Session) -> None:
        """Insert a session."""

    def session(self, token_hash: str) -> Session | None:
        """Return a session, over or not."""

    def revoke_session(self, token_hash: str, now_ms: int) -> None:
        """Set when it was revoked, the first time."""


class Organisations(Protocol):
    """Organisations and who operates them."""

    def add(self, organisation: Organisation) -> None:
        """Insert an organisation."""

    def get(self, organisation_id: str) -> Organisation | None:
        """Return an organisation."""

    def all(self) -> list[Organisation]:
        """Return every organisation, oldest first."""

    def set_tariff(self, organisation_id: str, tariff_id: str) -> None:
        """Set the tariff that holds where a station names none."""

    def add_member(self, membership: Membership) -> None:
        """Insert a membership."""

    def role(self, account_id: str, organisation_id: str) -> str | None:
        """Return the account's role there."""

    def operated_by(self, account_id: str) -> list[str]:
        """Return ids of the organisations that the account operates, oldest first."""


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


class Commands(Protocol):
    """Commands: the outbox."""

    def add(self, command: Command) -> None:
        """Insert a command."""

    def with_order(self, command_id: str) -> tuple[Command, Order | None] | None:
        """Return a command and the order it is for."""

    def queued(self, limit: int) -> list[Command]:
        """Return commands that were not sent since they were queued, oldest first."""

    def due(self, now_ms: int, limit: int) -> list[Command]:
        """Return open commands of online devices that are due by now."""

    def open_of_device(self, device_id: str) -> list[Command]:
        """Return the open commands of a device, oldest first."""

    def mark_sent(self, command_ids: Sequence[str], now_ms: int, due_ms: int) -> None:
        """Set open commands sent, count the attempt; they are due no earlier than `due_ms`."""

    def postpone(self, command_id: str, due_ms: int) -> None:
        """Set when an open command is due."""

    def rebind(self, after: Command, before: Command) -> bool:
        """Store the command's new boot and deadline, if it is still bound as `before` and in that state."""

    def finish(self, command_id: str, from_state: str, state: str, outcome: int, reason: int | None) -> bool:
        """Store how a command ended, if it is still in `from_state`."""

    def supersede_configure(self, device_id: str) -> None:
        """Set the open configure commands of a device expired."""


class LiveEvents(Protocol):
    """Durable live events. What a unit appends becomes readable at the commit, not before."""

    def append(self, account_id: str, seq: int, name: str, body: str, now_ms: int) -> None:
        """Insert an event; its global id is given at the commit."""

    def since(self, account_id: str, after_seq: int, limit: int) -> list[LiveEvent]:
        """Return an account's events above a number, in order."""

    def after(self, after_id: int, limit: int) -> list[LiveEvent]:
        """Return all accounts' events above a global id, in order."""

    def newest_id(self) -> int:
        """Return the highest global id, 0 for none."""


class Alarms(Protocol):
    """What a person should look at."""

    def add(self, alarm: Alarm) -> None:
        """Insert an alarm."""

    def newest(self, account_id: str, limit: int) -> list[Alarm]:
        """Return the newest alarms of the organisations that the account operates."""


class Audit(Protocol):
    """The audit log: append-only."""

    def add(self, entry: AuditEntry) -> None:
        """Append an entry."""

    def newest(self, organisation_id: str, limit: int) -> list[AuditEntry]:
        """Return the newest entries of an organisation."""
