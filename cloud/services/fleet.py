"""What operators see: devices, slot grids, journaled events, alarms, audit. Only of organisations they operate (INV-31)."""

import json

from cloud.services.device_events import fault_names
from cloud.services.fleet_records import Device, InboxEvent, Slot
from cloud.services.fleet_views import DeviceDetail, DeviceEvent, DeviceView, SlotView
from cloud.services.journaled import stored_message
from cloud.services.operators import operated_device, require_operator
from cloud.services.ports import Unit
from cloud.services.reports import named
from cloud.services.views import AlarmView, AuditView
from shared_protocol import cabinet as wire
from shared_protocol import fields
from shared_protocol.errors import RemoteError
from shared_protocol.host import names

MAX_PAGE = 200


def list_devices(unit: Unit, account_id: str) -> list[DeviceView]:
    """Return the devices of every organisation that the account operates, by id."""
    return [summary(device) for device in unit.devices.operated_by(account_id)]


def device_detail(unit: Unit, account_id: str, device_id: str) -> DeviceDetail:
    """Return all of one device; raises NotFound."""
    device = operated_device(unit, account_id, device_id)
    desired = device.desired_configuration
    return DeviceDetail(
        device=summary(device),
        slots=[_slot(slot) for slot in unit.slots.of_device(device_id)],
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


def list_alarms(unit: Unit, account_id: str, limit: int = 50) -> list[AlarmView]:
    """Return the newest alarms of every organisation that the account operates."""
    return [AlarmView(*alarm) for alarm in unit.alarms.newest(account_id, min(limit, MAX_PAGE))]


def audit_trail(unit: Unit, account_id: str, organisation_id: str, limit: int = 50) -> list[AuditView]:
    """Return the newest entries of an organisation's audit log; raises NotFound."""
    require_operator(unit, account_id, organisation_id)
    return [AuditView(*entry) for entry in unit.audit.newest(organisation_id, min(limit, MAX_PAGE))]


def code_name(field: int, number: int) -> str:
    """Return the name of a code that `field` may hold, or the number as text when it is newer than this program."""
    known = names.CODES[field].get(number)
    return str(number) if known is None else known.name


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
        slot_count=device.slot_count,
        firmware_version=device.firmware_version,
        desired_version=device.desired_version,
        reported_version=device.reported_version,
    )


def _slot(slot: Slot) -> SlotView:
    state = code_name(wire.SLOT_STATE, slot.state).removeprefix("slot_")
    faults = fault_names(slot.faults)
    return SlotView(slot.slot, state, faults, slot.bank, slot.charge_pct, slot.cycles, slot.updated_ms)


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
