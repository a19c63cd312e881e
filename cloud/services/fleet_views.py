"""What is shown of stations, cabinets and devices; as in `views`, the fields are the API's. Places in micro-degrees."""

import msgspec

from cloud.services.money_views import TariffView


class CabinetSummary(msgspec.Struct, frozen=True):
    """One cabinet of a station; `available` counts banks that are there and not known to be faulty."""

    id: str
    online: bool
    slot_count: int
    available: int
    free_slots: int


class StationView(msgspec.Struct, frozen=True):
    """A station with its cabinets."""

    id: str
    name: str
    latitude_udeg: int
    longitude_udeg: int
    cabinets: list[CabinetSummary]


class CabinetView(msgspec.Struct, frozen=True):
    """One cabinet as a person sees it who stands before it: what it has to lend, where it stands, what that costs."""

    id: str
    sticker: str | None
    online: bool
    returns_only: bool
    slot_count: int
    available: int
    free_slots: int
    station_id: str | None
    station_name: str | None
    latitude_udeg: int | None
    longitude_udeg: int | None
    tariff: TariffView


class SlotView(msgspec.Struct, frozen=True):
    """One slot as last reported; state and faults as names of shared_protocol.codes in lower case."""

    slot: int
    state: str
    faults: list[str]
    bank: str | None
    charge_pct: int | None
    cycles: int | None
    updated_ms: int


class DeviceView(msgspec.Struct, frozen=True):
    """A device in the operator's list."""

    id: str
    organisation_id: str
    station_id: str | None
    kind: str
    state: str
    online: bool
    presence_at_ms: int
    boot: int
    slot_count: int
    firmware_version: str | None
    desired_version: int
    reported_version: int


class DeviceDetail(msgspec.Struct, frozen=True):
    """All that an operator sees of one device. `health` has the field names of the HEALTH message."""

    device: DeviceView
    slots: list[SlotView]
    connection: int
    journal_id: str | None
    committed_seq: int
    parked_count: int
    live_at_ms: int
    live_uptime_ms: int
    reset_cause: str | None
    configuration: dict[str, object] | None
    configuration_detail: str | None
    health: dict[str, object]
    health_at_ms: int


class DeviceEvent(msgspec.Struct, frozen=True):
    """One journaled event as it came; `envelope` are the bytes, base64 in JSON, and `fields` what they say."""

    journal_id: str
    seq: int
    type: str
    received_ms: int
    state: str
    detail: str | None
    envelope: bytes
    fields: dict[str, object]
