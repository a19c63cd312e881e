"""What operators see of devices, and only of organisations that they operate: any other looks like a missing one (INV-31)."""

import json

from cloud.domain.identifiers import can_be_id
from cloud.domain.problems import NotFound
from cloud.services.delivery.journaled import stored_message
from cloud.services.fleet.views import DeviceDetail, DeviceEvent, DeviceView
from cloud.services.fleet.wire_words import code_name, named
from cloud.services.people.operators import OPERATOR
from cloud.services.ports.rows.delivery import InboxEvent
from cloud.services.ports.rows.fleet import Device
from cloud.services.ports.store import Unit
from shared_protocol import fields
from shared_protocol.errors import RemoteError
from shared_protocol.host import names

MAX_PAGE = 200


def list_devices(unit: Unit, account_id: str) -> list[DeviceView]:
    """Return the devices of every organisation that the account operates, by id."""
    return [summary(device) for device in unit.devices.operated_by(account_id)]


def detail_of(device: Device) -> DeviceDetail:
    """Return all of one device that any kind of device has."""
    desired = device.desired_configuration
    return DeviceDetail(
        device=summary(device),
        connection=device.connection,
        journal_id=device.journal_id,
        committed_seq=device.committed_seq,
        parked_count=device.parked_count,
        live_at_ms=device.live_at_ms,
        live_uptime_ms=device.live_uptime_ms,
        reset_cause=_reset_cause(device.reset_cause),
        configuration=None if desired is None else json.loads(desired),
        configuration_detail=device.configuration_detail,
        health=json.loads(device.health or "{}"),
        health_at_ms=device.health_at_ms,
    )


def device_events(
    unit: Unit, account_id: str, device_id: str, limit: int = 50, before_seq: int | None = None
) -> list[DeviceEvent]:
    """Return journaled events of the device's current journal, the newest first; raises NotFound."""
    device = operated_device(unit, account_id, device_id)
    journal_id = device.journal_id or ""
    return [
        event_view(event) for event in unit.journals.newest(device_id, journal_id, min(limit, MAX_PAGE), before_seq)
    ]


def summary(device: Device) -> DeviceView:
    """Return `device` as it stands in lists."""
    return DeviceView(
        id=device.id,
        organisation_id=device.organisation_id,
        station_id=device.station_id,
        kind=device.kind,
        state=device.state,
        online=bool(device.online),
        presence_at_ms=device.presence_at_ms,
        boot=device.boot,
        positions=device.positions,
        firmware_version=device.firmware_version,
        desired_version=device.desired_version,
        reported_version=device.reported_version,
    )


def event_view(event: InboxEvent) -> DeviceEvent:
    """Return a journaled event with its fields by name."""
    kind = names.MESSAGES.get(event.type)
    return DeviceEvent(
        journal_id=event.journal_id,
        seq=event.seq,
        type=str(event.type) if kind is None else kind.name,
        received_ms=event.received_ms,
        state=event.state,
        detail=event.detail,
        envelope=event.envelope,
        fields=_fields(event),
    )


def _fields(event: InboxEvent) -> dict[str, object]:
    try:
        return named(stored_message(event.envelope))
    except RemoteError:
        return {}


def _reset_cause(number: int | None) -> str | None:
    return None if number is None else code_name(fields.RESET_CAUSE, number).removeprefix("reset_")


def operated_device(unit: Unit, account_id: str, device_id: str) -> Device:
    """Return the device if the account operates it; raises NotFound otherwise."""
    device = unit.devices.get(device_id) if can_be_id(device_id) else None
    if device is None or unit.organisations.role(account_id, device.organisation_id) != OPERATOR:
        raise NotFound(f"no device {device_id}")
    return device
