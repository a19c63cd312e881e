"""A cabinet's configuration: desired by operators, sent until the device answers, reported by it (versions on both)."""

import json
from dataclasses import dataclass

from cloud.domain import command as commands
from cloud.domain.problems import InvalidRequest
from cloud.services.messages_down import configuration_record, ready
from cloud.services.operators import operated_device, record
from cloud.services.ports import Overtaken, Ports, Unit
from cloud.services.records import Command, Device
from shared_protocol import fields
from shared_protocol.errors import RemoteError
from shared_protocol.host import names
from shared_protocol.messages import check_map


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


def configure_device(unit: Unit, ports: Ports, request: ConfigureRequest) -> int:
    """Make this the desired configuration and queue it; returns its version. Raises NotFound or InvalidRequest.

    Whether the device takes it shows in `reported_version` and `configuration_detail` of its detail view.
    """
    device = operated_device(unit, request.actor_id, request.device_id)
    document = {
        "lend_rule": request.lend_rule,
        "minimum_charge_pct": request.minimum_charge_pct,
        "maximum_temperature_dc": request.maximum_temperature_dc,
        "disabled_slots": sorted(set(request.disabled_slots)),
    }
    _check(document, device.slot_count)
    desired = device._replace(desired_version=device.desired_version + 1, desired_configuration=json.dumps(document))
    if not unit.devices.desire(desired.id, desired.desired_version, json.dumps(document)):
        raise Overtaken
    unit.commands.supersede_configure(device.id)
    _queue(unit, ports, desired)
    organisation_id, actor = device.organisation_id, request.actor_id
    record(unit, ports, organisation_id, actor, "device.configure", device.id, request.reason or json.dumps(document))
    return desired.desired_version


def send_desired_configuration(unit: Unit, ports: Ports, device: Device) -> None:
    """Queue the desired configuration again if the device reports an older one, did not refuse it and nothing is open."""
    behind = device.reported_version < device.desired_version and device.configuration_detail is None
    if behind and not any(command.kind == "configure" for command in unit.commands.open_of_device(device.id)):
        _queue(unit, ports, device)


def _check(document: dict[str, object], slot_count: int) -> None:
    for key, value in configuration_record(document).items():
        try:
            check_map({key: value}, (fields.MAP, (key,), ()))
        except RemoteError as error:
            kind, *bounds = fields.SPECS[key]
            raise InvalidRequest(
                f"{names.FIELDS[key].name} is not allowed: {value!r:.60} ({kind=}, {bounds=})"
            ) from error
    disabled = document["disabled_slots"]
    if isinstance(disabled, list) and any(slot > slot_count for slot in disabled):
        raise InvalidRequest(f"disabled_slots are 1 to {slot_count} on this cabinet")


def _queue(unit: Unit, ports: Ports, device: Device) -> None:
    now_ms = ports.clock.now_ms()
    configuration = json.loads(device.desired_configuration or "{}")
    command = Command(
        id=ports.entropy.id(),
        device_id=device.id,
        order_id=None,
        kind="configure",
        state=commands.QUEUED,
        boot=device.boot,
        not_after_uptime_ms=0,
        body=json.dumps({"version": device.desired_version, "configuration": configuration}),
        attempts=0,
        created_ms=now_ms,
        sent_ms=None,
        due_ms=now_ms + ports.settings.resend_ms,
        outcome=None,
        reason=None,
    )
    unit.commands.add(command)
    unit.note(ready(command))
