"""Rows of the database as named tuples, fields in the order of the columns. No behaviour, no SQL.

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


class Station(NamedTuple):
    """A place with devices; micro-degrees."""

    id: str
    organisation_id: str
    name: str
    latitude_udeg: int
    longitude_udeg: int
    created_ms: int
    tariff_id: str | None = None


class Device(NamedTuple):
    """A cabinet, and the newest that is known about it."""

    id: str
    organisation_id: str
    station_id: str | None
    kind: str  # cabinet
    slot_count: int
    state: str  # active, retired
    boot: int
    connection: int
    online: int  # 0, 1
    presence_at_ms: int
    journal_id: str | None
    committed_seq: int
    parked_count: int
    live_boot: int
    live_uptime_ms: int
    live_at_ms: int
    firmware_version: str | None
    protocol_version: int | None
    reset_cause: int | None
    desired_version: int
    desired_configuration: str | None  # JSON
    reported_version: int
    configuration_detail: str | None  # why the newest was refused
    health: str | None  # JSON
    health_at_ms: int
    created_ms: int
    sticker: str | None = None  # the number on the housing (domain.sticker)


class Lender(NamedTuple):
    """The little that renting reads of a device and its tariff: every column of a row costs time on the hottest path."""

    id: str
    organisation_id: str
    kind: str
    state: str
    online: int
    boot: int
    live_boot: int
    live_uptime_ms: int
    live_at_ms: int
    tariff_id: str
    currency: str
    hold_minor: int


class DeviceKey(NamedTuple):
    """One version of a device's root key, sealed."""

    device_id: str
    version: int
    sealed_key: bytes
    created_ms: int
    retired_ms: int | None


class BrokerCredential(NamedTuple):
    """The broker's password hash of a device, whose user name is its id."""

    device_id: str
    password_hash: str
    created_ms: int


class Slot(NamedTuple):
    """The newest report about one slot; numbers of shared_protocol.codes."""

    device_id: str
    slot: int
    state: int
    faults: int
    bank: str | None
    charge_pct: int | None
    cycles: int | None
    updated_ms: int


class PowerBank(NamedTuple):
    """Where a bank is: exactly one place (INV-11)."""

    id: str
    place: str  # slot, order, maintenance, lost
    device_id: str | None
    slot: int | None
    order_id: str | None
    updated_ms: int


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


class InboxEvent(NamedTuple):
    """An event as it came, kept whole."""

    device_id: str
    journal_id: str
    seq: int
    type: int
    topic: str
    envelope: bytes
    received_ms: int
    state: str  # applied, parked, quarantined
    detail: str | None


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


class Advanced(NamedTuple):
    """What is needed of a device's row after its journal was advanced by one, its last live report included."""

    organisation_id: str
    parked_count: int
    live_boot: int
    live_uptime_ms: int
    live_at_ms: int


class Payment(NamedTuple):
    """A top-up at the payment gateway; `detail` is why it failed."""

    id: str
    account_id: str
    currency: str
    amount_minor: int
    state: str  # pending, succeeded, failed
    detail: str | None
    created_ms: int
    ended_ms: int | None


class ChargeDetailRecord(NamedTuple):
    """How an order was priced: `body` is canonical JSON, `digest` its SHA-256 in hex. A correction is the next version."""

    order_id: str
    version: int
    body: str
    digest: str
    created_ms: int


class Receipt(NamedTuple):
    """A signed receipt (COSE_Sign1) for one version of an order's charge detail record."""

    order_id: str
    version: int
    key_id: str
    cose: bytes
    created_ms: int


class ReceiptKey(NamedTuple):
    """A key pair that signs receipts (Ed25519), the private half sealed. A retired one still verifies."""

    id: str
    public_key: bytes
    sealed_key: bytes
    created_ms: int
    retired_ms: int | None


class Case(NamedTuple):
    """Something that a person has to decide, or has decided; `evidence` is JSON."""

    id: str
    organisation_id: str
    order_id: str | None
    device_id: str | None
    kind: str
    evidence: str
    opened_ms: int
    closed_ms: int | None
    resolution: str | None
    actor: str | None
    note: str | None
