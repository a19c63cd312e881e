"""Rows of the database on what stands in the field: stations, devices, slots, banks, and events as they came.

As in `records`: fields in the order of the columns, no behaviour, no SQL.
"""

from typing import NamedTuple


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


class Advanced(NamedTuple):
    """What is needed of a device's row after its journal was advanced by one, its last live report included."""

    organisation_id: str
    parked_count: int
    live_boot: int
    live_uptime_ms: int
    live_at_ms: int
