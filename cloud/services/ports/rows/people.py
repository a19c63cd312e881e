"""Rows on who rents and who runs: accounts, persons, sessions, organisations, what they were told, what they did."""

from typing import NamedTuple


class Organisation(NamedTuple):
    """Who owns devices and stations; `tariff_id` holds where a station names none."""

    id: str
    name: str
    created_ms: int
    tariff_id: str | None = None


class Account(NamedTuple):
    """Whoever may rent. `live_seq` numbers its live events, `open_orders` counts its orders that are not final."""

    id: str
    state: str  # active, suspended
    live_seq: int
    open_orders: int
    created_ms: int


class Person(NamedTuple):
    """Personal data of an account, apart from all else."""

    account_id: str
    email: str
    name: str
    password_hash: str


class Session(NamedTuple):
    """One login; the token itself is nowhere, only its SHA-256 in hex."""

    token_hash: str
    account_id: str
    created_ms: int
    expires_ms: int
    revoked_ms: int | None


class Membership(NamedTuple):
    """What an account may do for an organisation."""

    account_id: str
    organisation_id: str
    role: str  # operator


class LiveEvent(NamedTuple):
    """A durable event for an account; `id` rises in the order of commits over all accounts."""

    id: int
    account_id: str
    seq: int
    name: str
    body: str  # JSON
    created_ms: int


class AuditEntry(NamedTuple):
    """Who did what, and why."""

    id: str
    organisation_id: str | None
    actor: str
    action: str
    subject: str
    reason: str
    at_ms: int
