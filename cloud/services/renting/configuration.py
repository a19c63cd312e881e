"""A cabinet's configuration: what operators ask for as a whole, slot by slot, and returns only."""

import json
from dataclasses import dataclass
from typing import Any

from cloud.domain.problems import InvalidRequest
from cloud.domain.renting import cabinet
from cloud.services.fleet.configuration import check_reason, desire
from cloud.services.fleet.devices import operated_device
from cloud.services.ports.notes import Message
from cloud.services.ports.rows.fleet import Device
from cloud.services.ports.store import Unit
from cloud.services.ports.world import Ports
from shared_protocol import cabinet as wire
from shared_protocol import fields
from shared_protocol.errors import RemoteError
from shared_protocol.host import names, whole_wire
from shared_protocol.host.whole_wire import check_map


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


def configure_cabinet(unit: Unit, ports: Ports, request: ConfigureRequest) -> int:
    """Make this the desired configuration and queue it; returns its version. Raises NotFound or InvalidRequest.

    Whether the device takes it shows in `reported_version` and `configuration_detail` of its detail view.
    """
    device = operated_device(unit, request.actor_id, request.device_id)
    check_reason(request.reason)
    document = {
        "lend_rule": request.lend_rule,
        "minimum_charge_pct": request.minimum_charge_pct,
        "maximum_temperature_dc": request.maximum_temperature_dc,
        "disabled_slots": sorted(set(request.disabled_slots)),
        "return_only": request.return_only,
    }
    check(document, device.positions)
    return desire(unit, ports, device, document, request.actor_id, request.reason)


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
    check_reason(request.reason)
    if not 1 <= request.slot <= device.positions:
        raise InvalidRequest(f"slot is 1 to {device.positions} on this cabinet")
    wanted = wanted_configuration(device)
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
    check_reason(request.reason)
    return _change(unit, ports, device, {"return_only": request.return_only}, request.actor_id, request.reason)


def wanted_configuration(device: Device) -> dict[str, Any]:
    """Return what the cabinet is to have: what operators last asked for, or what every cabinet starts with."""
    asked = {} if device.desired_configuration is None else json.loads(device.desired_configuration)
    return {**cabinet.starting_configuration(), **asked}


def _change(unit: Unit, ports: Ports, device: Device, changes: dict[str, object], actor_id: str, reason: str) -> int:
    wanted = wanted_configuration(device)
    changed = {**wanted, **changes}
    if changed == wanted:
        return device.desired_version
    check(changed, device.positions)
    return desire(unit, ports, device, changed, actor_id, reason or json.dumps(changes))


def check(document: dict[str, Any], slot_count: int) -> None:
    """Raise InvalidRequest unless a cabinet of so many slots can be configured so."""
    for key, value in configuration_record(document).items():
        try:
            check_map({key: value}, (fields.MAP, (key,), ()))
        except RemoteError as error:
            kind, *bounds = whole_wire.SPECS[key]
            raise InvalidRequest(
                f"{names.FIELDS[key].name} is not allowed: {value!r:.60} ({kind=}, {bounds=})"
            ) from error
    try:
        cabinet.check_rule(document["lend_rule"])
        cabinet.check_temperature(document["maximum_temperature_dc"])
    except cabinet.NotPossible as error:
        raise InvalidRequest(str(error)) from error
    if any(slot > slot_count for slot in document["disabled_slots"]):
        raise InvalidRequest(f"disabled_slots are 1 to {slot_count} on this cabinet")


def configuration_record(document: dict[str, Any]) -> Message:
    """Return a configuration, named as in the API, with the wire's keys."""
    return {
        wire.LEND_RULE: document["lend_rule"],
        wire.MINIMUM_CHARGE_PCT: document["minimum_charge_pct"],
        wire.MAXIMUM_TEMPERATURE_DC: document["maximum_temperature_dc"],
        wire.DISABLED_SLOTS: document["disabled_slots"],
        wire.RETURN_ONLY: document["return_only"],
    }
