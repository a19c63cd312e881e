"""A cabinet's configuration: desired by operators, sent until the device answers, reported by it (versions on both)."""

import json
from dataclasses import dataclass
from typing import Any

from cloud.domain import cabinet
from cloud.domain import command as commands
from cloud.domain.problems import InvalidRequest
from cloud.services.fleet_records import Device
from cloud.services.identifiers import can_be_name
from cloud.services.messages_down import configuration_record, ready
from cloud.services.new_commands import new_command
from cloud.services.operators import operated_device, record
from cloud.services.ports import Overtaken, Ports, Unit
from shared_protocol import fields
from shared_protocol.errors import RemoteError
from shared_protocol.host import names, whole_wire
from shared_protocol.host.whole_wire import check_map

MAX_REASON_CHARS = 200


@dataclass(frozen=True, slots=True)
class ConfigureRequest:
    """A whole configuration for one cabinet; temperature in tenths of a degree Celsius."""

    actor_id: str
    device_id: str
    lend_rule: list[str]
    minimum_charge_pct: int
    maximum_temperature_dc: int
    disabled_slots: list[int]
    reason: str = ""
    return_only: bool = False


def configure_device(unit: Unit, ports: Ports, request: ConfigureRequest) -> int:
    """Make this the desired configuration and queue it; returns its version. Raises NotFound or InvalidRequest.

    Whether the device takes it shows in `reported_version` and `configuration_detail` of its detail view.
    """
    device = operated_device(unit, request.actor_id, request.device_id)
    _check_reason(request.reason)
    document = {
        "lend_rule": request.lend_rule,
        "minimum_charge_pct": request.minimum_charge_pct,
        "maximum_temperature_dc": request.maximum_temperature_dc,
        "disabled_slots": sorted(set(request.disabled_slots)),
        "return_only": request.return_only,
    }
    return _desire(unit, ports, device, document, request.actor_id, request.reason)


@dataclass(frozen=True, slots=True)
class SlotRequest:
    """Whether one slot may lend and take banks, all else as it is."""

    actor_id: str
    device_id: str
    slot: int
    enabled: bool
    reason: str = ""


def enable_slot(unit: Unit, ports: Ports, request: SlotRequest) -> int:
    """Enable or disable one slot; returns the version, the same one if nothing changes. Raises NotFound or InvalidRequest."""
    device = operated_device(unit, request.actor_id, request.device_id)
    _check_reason(request.reason)
    if not 1 <= request.slot <= device.slot_count:
        raise InvalidRequest(f"slot is 1 to {device.slot_count} on this cabinet")
    wanted = desired_configuration(device)
    disabled = set(wanted["disabled_slots"]) - {request.slot}
    if not request.enabled:
        disabled.add(request.slot)
    return _change(unit, ports, device, {"disabled_slots": sorted(disabled)}, request.actor_id, request.reason)


@dataclass(frozen=True, slots=True)
class ReturnOnlyRequest:
    """Whether a cabinet takes banks back and lends none, all else as it is."""

    actor_id: str
    device_id: str
    return_only: bool
    reason: str = ""


def set_return_only(unit: Unit, ports: Ports, request: ReturnOnlyRequest) -> int:
    """Switch the return-only mode; returns and raises as `enable_slot`."""
    device = operated_device(unit, request.actor_id, request.device_id)
    _check_reason(request.reason)
    return _change(unit, ports, device, {"return_only": request.return_only}, request.actor_id, request.reason)


def desired_configuration(device: Device) -> dict[str, Any]:
    """Return what the cabinet is to have: what operators last asked for, or what every cabinet starts with."""
    asked = {} if device.desired_configuration is None else json.loads(device.desired_configuration)
    return {**cabinet.starting_configuration(), **asked}


def _change(unit: Unit, ports: Ports, device: Device, changes: dict[str, object], actor_id: str, reason: str) -> int:
    wanted = desired_configuration(device)
    changed = {**wanted, **changes}
    if changed == wanted:
        return device.desired_version
    return _desire(unit, ports, device, changed, actor_id, reason or json.dumps(changes))


def _desire(unit: Unit, ports: Ports, device: Device, document: dict[str, object], actor_id: str, reason: str) -> int:
    _check(document, device.slot_count)
    desired = device._replace(desired_version=device.desired_version + 1, desired_configuration=json.dumps(document))
    if not unit.devices.desire(desired.id, desired.desired_version, json.dumps(document)):
        raise Overtaken
    unit.commands.supersede_configure(device.id)
    _queue(unit, ports, desired)
    record(unit, ports, device.organisation_id, actor_id, "device.configure", device.id, reason or json.dumps(document))
    return desired.desired_version


def send_desired_configuration(unit: Unit, ports: Ports, device: Device) -> None:
    """Queue the desired configuration again if the device reports an older one, did not refuse it and nothing is open."""
    behind = device.reported_version < device.desired_version and device.configuration_detail is None
    if behind and not any(command.kind == commands.CONFIGURE for command in unit.commands.open_of_device(device.id)):
        _queue(unit, ports, device)


def _check(document: dict[str, object], slot_count: int) -> None:
    for key, value in configuration_record(document).items():
        try:
            check_map({key: value}, (fields.MAP, (key,), ()))
        except RemoteError as error:
            kind, *bounds = whole_wire.SPECS[key]
            raise InvalidRequest(
                f"{names.FIELDS[key].name} is not allowed: {value!r:.60} ({kind=}, {bounds=})"
            ) from error
    checked: dict[str, Any] = document
    try:
        cabinet.check_rule(checked["lend_rule"])
        cabinet.check_temperature(checked["maximum_temperature_dc"])
    except cabinet.NotPossible as error:
        raise InvalidRequest(str(error)) from error
    disabled = document["disabled_slots"]
    if isinstance(disabled, list) and any(slot > slot_count for slot in disabled):
        raise InvalidRequest(f"disabled_slots are 1 to {slot_count} on this cabinet")


def _check_reason(reason: str) -> None:
    if reason and not can_be_name(reason, MAX_REASON_CHARS):
        raise InvalidRequest(f"reason has at most {MAX_REASON_CHARS} characters that can be shown")


def _queue(unit: Unit, ports: Ports, device: Device) -> None:
    configuration = json.loads(device.desired_configuration or "{}")
    body = json.dumps({"version": device.desired_version, "configuration": configuration})
    command = new_command(ports, commands.CONFIGURE, ports.entropy.id(), device, body=body)
    unit.commands.add(command)
    unit.note(ready(command))
