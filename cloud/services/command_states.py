"""A device's answers to commands that touched nothing: refused, expired, wrong boot, still executing."""

import json

from cloud.domain.delivery import command as commands
from cloud.domain.delivery.moment import not_after_uptime_ms
from cloud.domain.orders import order as orders
from cloud.domain.renting.refusals import LendExpired, of_reason
from cloud.services.delivery.messages_down import ready
from cloud.services.delivery.resend import interval_ms
from cloud.services.orders.steps import take_step
from cloud.services.ports.notes import Message
from cloud.services.ports.rows.delivery import Command
from cloud.services.ports.rows.fleet import Device
from cloud.services.ports.rows.orders import Order
from cloud.services.ports.store import Overtaken, Unit
from cloud.services.ports.world import Ports
from shared_protocol import codes, fields


def accept_command_state(unit: Unit, ports: Ports, device_id: str, body: Message) -> bool:
    """Take an authentic COMMAND_STATE; returns False when it changes nothing.

    An answer that names a journal entry (SEQ) is not final here: the entry itself comes, and says more.
    """
    unit.devices.report_live(device_id, body[fields.BOOT], body[fields.UPTIME_MS], ports.clock.now_ms())
    found = unit.commands.with_order(body[fields.COMMAND].hex())
    device = unit.devices.get(device_id)
    if found is None or device is None:
        return False
    command, order = found
    if command.device_id != device_id or command.state not in commands.OPEN or body[fields.BOOT] != device.boot:
        return False
    if body[fields.OUTCOME] == codes.EXECUTING:
        unit.commands.postpone(command.id, ports.clock.now_ms() + interval_ms(ports, command.attempts))
        return True
    if command.kind == commands.CONFIGURE:
        return _configured(unit, command, body)
    if fields.SEQ in body or body[fields.OUTCOME] not in (codes.REFUSED, codes.EXPIRED):
        return False
    if body.get(fields.REASON) == codes.WRONG_BOOT:
        return _wrong_boot(unit, ports, device, command, order, body)
    if command.boot != device.boot:
        return False
    _end(unit, ports, command, order, body)
    return True


def _configured(unit: Unit, command: Command, body: Message) -> bool:
    """End a configure command by its answer: the entry that tells why may have told it of another command, long ago."""
    outcome, reason = body[fields.OUTCOME], body.get(fields.REASON)
    if outcome not in (codes.DONE, codes.REFUSED, codes.EXPIRED):
        return False
    state = commands.after(command.state, commands.answer_of(outcome))
    if not unit.commands.finish(command.id, command.state, state, outcome, reason):
        raise Overtaken
    if outcome == codes.DONE:
        unit.devices.configured(command.device_id, json.loads(command.body or "{}")["version"], None)
    return True


def _wrong_boot(unit: Unit, ports: Ports, device: Device, command: Command, order: Order | None, body: Message) -> bool:
    if body.get(fields.BOUND_BOOT, command.boot) != command.boot or command.boot == device.boot:
        return False
    if order is None:  # an eject: after a restart somebody looks again before anything opens
        _end(unit, ports, command, None, body)
        return True
    now_ms = ports.clock.now_ms()
    left_ms = order.window_until_ms - now_ms
    if order.state != orders.AUTHORISED or left_ms <= 0:
        _end(unit, ports, command, order, body)
        return True
    if device.live_boot != device.boot:
        return False
    rebound = command._replace(
        state=commands.after(command.state, commands.REBOUND),
        boot=device.boot,
        not_after_uptime_ms=not_after_uptime_ms(device.live_uptime_ms, device.live_at_ms, now_ms, left_ms),
        due_ms=now_ms + ports.settings.resend_ms,
    )
    if not unit.commands.rebind(rebound, command):
        raise Overtaken
    unit.note(ready(rebound))
    return True


def _end(unit: Unit, ports: Ports, command: Command, order: Order | None, body: Message) -> None:
    outcome, reason = body[fields.OUTCOME], body.get(fields.REASON)
    state = commands.after(command.state, commands.answer_of(outcome))
    if not unit.commands.finish(command.id, command.state, state, outcome, reason):
        raise Overtaken
    if order is None or order.bank is not None or (order.state, orders.REFUSED) not in orders.TABLE:
        return
    if outcome == codes.EXPIRED or reason == codes.WRONG_BOOT:
        take_step(unit, ports, order, orders.EXPIRED, reason=LendExpired.slug)
    else:
        take_step(unit, ports, order, orders.REFUSED, reason=of_reason(reason).slug)
