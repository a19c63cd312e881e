"""A device's configuration: desired by operators, sent until the device answers, reported by it (versions on both).

What may be configured is the business of the device's kind.
"""

import json
from collections.abc import Mapping
from typing import Any

from cloud.domain.delivery import command as commands
from cloud.domain.identifiers import can_be_name
from cloud.domain.problems import InvalidRequest
from cloud.services.delivery.messages_down import ready
from cloud.services.delivery.new_commands import new_command
from cloud.services.fleet.announcement import Answered
from cloud.services.people.operators import record
from cloud.services.ports.catalogue import Builder, DeviceKind
from cloud.services.ports.notes import Message
from cloud.services.ports.rows.delivery import Command
from cloud.services.ports.rows.fleet import Device
from cloud.services.ports.store import Overtaken, Unit
from cloud.services.ports.world import Ports
from shared_protocol import cabinet as wire
from shared_protocol import codes, fields

MAX_REASON_CHARS = 200


def desire(unit: Unit, ports: Ports, device: Device, document: dict[str, Any], actor_id: str, reason: str) -> int:
    """Make `document`, which its kind has checked, the desired configuration and queue it; returns its version."""
    stored = json.dumps(document)
    desired = device._replace(desired_version=device.desired_version + 1, desired_configuration=stored)
    if not unit.devices.desire(desired.id, desired.desired_version, stored):
        raise Overtaken
    unit.commands.supersede_configure(device.id)
    _queue(unit, ports, desired)
    record(unit, ports, device.organisation_id, actor_id, "device.configure", device.id, reason or stored)
    return desired.desired_version


def send_desired_configuration(unit: Unit, ports: Ports, device: Device) -> None:
    """Queue the desired configuration again if the device reports an older one, did not refuse it and nothing is open."""
    behind = device.reported_version < device.desired_version and device.configuration_detail is None
    if behind and not any(command.kind == commands.CONFIGURE for command in unit.commands.open_of_device(device.id)):
        _queue(unit, ports, device)


def check_reason(reason: str) -> None:
    """Raise InvalidRequest for a reason that cannot be shown; none is allowed."""
    if reason and not can_be_name(reason, MAX_REASON_CHARS):
        raise InvalidRequest(f"reason has at most {MAX_REASON_CHARS} characters that can be shown")


def _queue(unit: Unit, ports: Ports, device: Device) -> None:
    configuration = json.loads(device.desired_configuration or "{}")
    body = json.dumps({"kind": device.kind, "version": device.desired_version, "configuration": configuration})
    command = new_command(ports, commands.CONFIGURE, ports.entropy.id(), device, body=body)
    unit.commands.add(command)
    unit.note(ready(ports, command))


def configure_builder(kinds: Mapping[str, DeviceKind]) -> Builder:
    """Return what makes CONFIGURE of a command whose `body` is {"kind": word, "version": int, "configuration": {...}}."""

    def configure_message(command: Command) -> Message:
        document = json.loads(command.body or "")
        return {
            fields.TYPE: wire.CONFIGURE,
            fields.COMMAND: bytes.fromhex(command.id),
            fields.CONFIGURATION_VERSION: document["version"],
            wire.CONFIGURATION: kinds[document["kind"]].configuration_record(document["configuration"]),
        }

    return configure_message


def take_configure_answer(unit: Unit, _ports: Ports, answered: Answered) -> bool:
    """End a configure command by its answer: the entry that tells why may have told it of another command, long ago."""
    command, body = answered.command, answered.body
    outcome, reason = body[fields.OUTCOME], body.get(fields.REASON)
    if outcome not in (codes.DONE, codes.REFUSED, codes.EXPIRED):
        return False
    state = commands.after(command.state, commands.answer_of(outcome))
    if not unit.commands.finish(command.id, command.state, state, outcome, reason):
        raise Overtaken
    if outcome == codes.DONE:
        unit.devices.configured(command.device_id, json.loads(command.body or "{}")["version"], None)
    return True
