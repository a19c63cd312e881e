"""COMMAND_STATE: a device's answers to commands that touched nothing: refused, expired, wrong boot, still executing."""

from cloud.domain.delivery import command as commands
from cloud.services.delivery.resend import interval_ms
from cloud.services.fleet.announcement import Answered
from cloud.services.ports.notes import Message
from cloud.services.ports.store import Unit
from cloud.services.ports.world import Ports
from cloud.services.products import ANSWERS
from shared_protocol import codes, fields


def accept_command_state(unit: Unit, ports: Ports, device_id: str, body: Message) -> bool:
    """Take an authentic COMMAND_STATE; returns False when it changes nothing.

    What a final answer means, the command's own subject says.
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
    return ANSWERS[command.kind](unit, ports, Answered(device, command, order, body))
