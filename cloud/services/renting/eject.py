"""An operator has one slot opened: the command, and what the cabinet says became of it.

Bound to the boot in which it was asked for. After a restart it is over: somebody looks again before a lock moves.
"""

import hashlib
import json
from dataclasses import dataclass

from cloud.domain.delivery import command as commands
from cloud.domain.identifiers import can_be_bank, can_be_id, can_be_name
from cloud.domain.problems import InvalidRequest, NotFound
from cloud.domain.renting.refusals import CabinetNotReady, CabinetOffline
from cloud.services.delivery.command_views import CommandView, command_view
from cloud.services.delivery.journaled import Event, Unappliable
from cloud.services.delivery.messages_down import ready
from cloud.services.delivery.new_commands import new_command
from cloud.services.fleet.alarms import raise_alarm
from cloud.services.fleet.devices import operated_device
from cloud.services.people.idempotency import check_key, earlier
from cloud.services.people.operators import record
from cloud.services.ports.rows.delivery import Command
from cloud.services.ports.rows.fleet import Device
from cloud.services.ports.store import Overtaken, Unit
from cloud.services.ports.world import Ports
from cloud.services.renting.bank_events import was_seen_since
from cloud.services.renting.refused_banks import returned_after_all
from shared_protocol import cabinet as wire
from shared_protocol import codes, fields

ROUTE = "ejects"
KIND = commands.EJECT
MAX_REASON_CHARS = 200
EJECT_UNKNOWN = "eject-unknown"
EJECT_NOT_OURS = "eject-not-ours"


@dataclass(frozen=True, slots=True)
class EjectRequest:
    """Who wants which slot of which cabinet opened, and why; with `bank` only if that one is in it."""

    actor_id: str
    device_id: str
    slot: int
    idempotency_key: str
    reason: str
    bank: str | None = None


def eject(unit: Unit, ports: Ports, request: EjectRequest) -> CommandView:
    """Queue the command, or find the earlier one of this key. Opens a lock once at most (INV-7).

    Raises NotFound, InvalidRequest, CabinetOffline, CabinetNotReady, IdempotencyMismatch; a refusal keeps nothing.
    """
    device = operated_device(unit, request.actor_id, request.device_id)
    _check(request, device)
    command_id, now_ms = ports.entropy.id(), ports.clock.now_ms()
    body = json.dumps({"slot": request.slot, "bank": request.bank})
    body_hash = hashlib.sha256(f"{device.id} {body}".encode()).hexdigest()
    claim = (request.actor_id, ROUTE, request.idempotency_key)
    if not unit.idempotency.claim(*claim, body_hash, command_id, now_ms):
        return command_view(earlier(unit, claim, body_hash, unit.commands.with_order)[0])
    if not device.online:
        raise CabinetOffline
    if device.live_boot != device.boot:
        raise CabinetNotReady("it has just started and has not reported yet; try again in a moment")
    command = new_command(ports, KIND, command_id, device, body=body)
    unit.commands.add(command)
    unit.note(ready(ports, command))
    detail = f"slot {request.slot}, bank {request.bank or 'any'}: {request.reason}"
    record(unit, ports, device.organisation_id, request.actor_id, "device.eject", device.id, detail)
    return command_view(command)


def device_command(unit: Unit, account_id: str, device_id: str, command_id: str) -> CommandView:
    """Return a command of a device that the account operates, and how it ended; raises NotFound."""
    device = operated_device(unit, account_id, device_id)
    found = unit.commands.with_order(command_id) if can_be_id(command_id) else None
    if found is None or found[0].device_id != device.id:
        raise NotFound(f"no command {command_id}")
    return command_view(found[0])


def apply_eject_result(unit: Unit, ports: Ports, event: Event) -> None:
    """Finish the command and follow the bank; raises Unappliable for a command that is another's."""
    body = event.body
    found = unit.commands.with_order(body[fields.COMMAND].hex())
    if found is None:
        # This database was restored from a backup: the bank left all the same.
        detail = f"slot {body[wire.SLOT]} was opened by a command that is not of this database"
        raise_alarm(unit, ports, event.organisation_id, event.device_id, EJECT_NOT_OURS, detail)
    elif found[0].device_id != event.device_id or found[0].kind != KIND:
        raise Unappliable("no eject command of that id for this device")
    else:
        _finish(unit, found[0], body[fields.OUTCOME], body.get(fields.REASON))
    if body[fields.OUTCOME] == codes.DONE:
        _bank_left(unit, ports, event)
    elif body[fields.OUTCOME] == codes.UNKNOWN:
        detail = f"nobody saw whether the bank left slot {body[wire.SLOT]}"
        raise_alarm(unit, ports, event.organisation_id, event.device_id, EJECT_UNKNOWN, detail)


def _check(request: EjectRequest, device: Device) -> None:
    if not 1 <= request.slot <= device.positions:
        raise InvalidRequest(f"slot is 1 to {device.positions} on this cabinet")
    if request.bank is not None and not can_be_bank(request.bank):
        raise InvalidRequest("bank is 12 hex digits, lower case")
    if not can_be_name(request.reason, MAX_REASON_CHARS):
        raise InvalidRequest(f"reason has 1 to {MAX_REASON_CHARS} characters that can be shown")
    check_key(request.idempotency_key)


def _finish(unit: Unit, command: Command, outcome: int, reason: int | None) -> None:
    state = commands.after(command.state, commands.answer_of(outcome))
    if not unit.commands.finish(command.id, command.state, state, outcome, reason):
        raise Overtaken


def _bank_left(unit: Unit, ports: Ports, event: Event) -> None:
    """The slot is empty now, and whoever had it opened has the bank."""
    unit.slots.clear(event.device_id, event.body[wire.SLOT], ports.clock.now_ms())
    if wire.BANK not in event.body:  # nobody could read which one it was
        return
    bank_id = event.body[wire.BANK].hex()
    bank = unit.banks.get(bank_id)
    if bank is None:  # a foreign one: it is in nobody's books
        return
    if bank.order_id is not None:
        returned_after_all(unit, ports, event, bank, "maintenance")
    elif not was_seen_since(bank, event):
        unit.banks.put_away(bank_id, "maintenance", event.at_ms)
