"""Accounts, organisations, live events, the audit log."""

from typing import Protocol

from cloud.services.ports.rows.people import Account, AuditEntry, LiveEvent, Membership, Organisation, Person, Session


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


class Audit(Protocol):
    """The audit log: append-only."""

    def add(self, entry: AuditEntry) -> None:
        """Append an entry."""

    def newest(self, organisation_id: str, limit: int) -> list[AuditEntry]:
        """Return the newest entries of an organisation."""


class Idempotency(Protocol):
    """The keys under which requests were asked for."""

    def claim(self, account_id: str, route: str, key: str, request_hash: str, made_id: str, now_ms: int) -> bool:
        """Claim an idempotency key for an order or payment; False when it was claimed before."""

    def claimed(self, account_id: str, route: str, key: str) -> tuple[str, str]:
        """Return (request hash, id of order or payment) of a claimed key."""
