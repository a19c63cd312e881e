"""Rows of the database as named tuples, fields in the order of the columns: who rents and runs, orders, commands, the log.

No behaviour, no SQL. What stands in the field is in `fleet_records`, what money leaves behind in `money_records`.
Ids are 32 hex digits, journal ids 16, bank ids 12; times UTC milliseconds; money integer minor units.
"""

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


class Order(NamedTuple):
    """A customer's contract. `fee_minor` and `unpaid_minor` (what of it is owed still) are None until it is settled.

    The last four name the device's events that began and ended it: with `device_id` and `return_device_id`, rows of the inbox.
    """

    id: str
    kind: str  # rental
    account_id: str
    organisation_id: str
    device_id: str
    state: str
    reason: str | None
    command_id: str | None
    bank: str | None
    slot: int | None
    window_until_ms: int
    created_ms: int
    lent_ms: int | None
    ended_ms: int | None
    return_device_id: str | None
    return_slot: int | None
    hold_transfer_id: str | None
    currency: str
    hold_minor: int
    fee_minor: int | None
    tariff_id: str | None = None
    unpaid_minor: int | None = None
    buy_out_ms: int | None = None  # when the fee reaches the total cap and the bank is sold
    lent_journal_id: str | None = None
    lent_seq: int | None = None
    return_journal_id: str | None = None
    return_seq: int | None = None


class Command(NamedTuple):
    """A command to a device; the table is the outbox. `body` is JSON for CONFIGURE and EJECT, absent for LEND."""

    id: str
    device_id: str
    order_id: str | None
    kind: str  # lend, configure, eject
    state: str
    boot: int
    not_after_uptime_ms: int
    body: str | None
    attempts: int
    created_ms: int
    sent_ms: int | None
    due_ms: int  # when it is sent again if it is still open
    outcome: int | None
    reason: int | None


class LiveEvent(NamedTuple):
    """A durable event for an account; `id` rises in the order of commits over all accounts."""

    id: int
    account_id: str
    seq: int
    name: str
    body: str  # JSON
    created_ms: int


class Alarm(NamedTuple):
    """Something a person should look at."""

    id: str
    organisation_id: str
    device_id: str | None
    order_id: str | None
    kind: str
    detail: str
    raised_ms: int


class AuditEntry(NamedTuple):
    """Who did what, and why."""

    id: str
    organisation_id: str | None
    actor: str
    action: str
    subject: str
    reason: str
    at_ms: int
