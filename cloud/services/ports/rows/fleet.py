"""Rows on devices and the places where they stand."""

from typing import NamedTuple


class Alarm(NamedTuple):
    """Something a person should look at."""

    id: str
    organisation_id: str
    device_id: str | None
    order_id: str | None
    kind: str
    detail: str
    raised_ms: int


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
    """A device of any kind, and the newest that is known about it. `positions` are its slots or connectors."""

    id: str
    organisation_id: str
    station_id: str | None
    kind: str  # cabinet
    positions: int
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
