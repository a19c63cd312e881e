"""What is shown of stations and devices; field names are the API's. Places in micro-degrees."""

import msgspec

from cloud.services.ports.rows.renting import CabinetSummary


class AlarmView(msgspec.Struct, frozen=True):
    """Something an operator should look at."""

    id: str
    organisation_id: str
    device_id: str | None
    order_id: str | None
    kind: str
    detail: str
    raised_ms: int


class StationView(msgspec.Struct, frozen=True):
    """A station with its cabinets."""

    id: str
    name: str
    latitude_udeg: int
    longitude_udeg: int
    cabinets: list[CabinetSummary]


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
    positions: int
    firmware_version: str | None
    desired_version: int
    reported_version: int


class DeviceDetail(msgspec.Struct, frozen=True):
    """All that an operator sees of one device of any kind. `health` has the field names of the HEALTH message."""

    device: DeviceView
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
