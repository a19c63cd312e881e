"""What people and operators are shown, as structures that msgspec encodes to the JSON of the API and of live events.

Field names are the API's. Times UTC milliseconds, money integer minor units with its currency, places in micro-degrees.
"""

import msgspec

from cloud.services.records import Order


class OrderView(msgspec.Struct, frozen=True):
    """An order as its owner sees it. `reason` is the slug of a problem type, or None."""

    id: str
    kind: str
    state: str
    reason: str | None
    cabinet_id: str
    bank: str | None
    slot: int | None
    created_ms: int
    window_until_ms: int
    lent_ms: int | None
    ended_ms: int | None
    return_cabinet_id: str | None
    return_slot: int | None
    currency: str
    hold_minor: int
    fee_minor: int | None


class AccountView(msgspec.Struct, frozen=True):
    """Who is logged in. `organisations` are the ids this account operates."""

    id: str
    email: str
    name: str
    state: str
    organisations: list[str]


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


class LiveEventView(msgspec.Struct, frozen=True):
    """One durable event of an account; `body` is JSON text that is passed on as it is."""

    id: int
    account_id: str
    seq: int
    name: str
    body: msgspec.Raw
    created_ms: int


class AlarmView(msgspec.Struct, frozen=True):
    """Something an operator should look at."""

    id: str
    organisation_id: str
    device_id: str | None
    order_id: str | None
    kind: str
    detail: str
    raised_ms: int


class AuditView(msgspec.Struct, frozen=True):
    """Who did what, and why."""

    id: str
    organisation_id: str | None
    actor: str
    action: str
    subject: str
    reason: str
    at_ms: int


def order_view(order: Order) -> OrderView:
    """Return what the owner of `order` sees of it."""
    return OrderView(
        order.id,
        order.kind,
        order.state,
        order.reason,
        order.device_id,
        order.bank,
        order.slot,
        order.created_ms,
        order.window_until_ms,
        order.lent_ms,
        order.ended_ms,
        order.return_device_id,
        order.return_slot,
        order.currency,
        order.hold_minor,
        order.fee_minor,
    )


_JSON = msgspec.json.Encoder()


def to_json(view: object) -> str:
    """Return `view` as JSON text."""
    return _JSON.encode(view).decode()
