"""Notes that have messages sent down to a device. What a command says is its product's business. Seals nothing."""

from cloud.services.ports.notes import AckDue, CommandReady, Message
from cloud.services.ports.rows.delivery import Command
from cloud.services.ports.world import Ports
from shared_protocol import fields, messages


def ready(ports: Ports, command: Command) -> CommandReady:
    """Return the note that has `command` published."""
    return CommandReady(command.device_id, command.id, ports.catalogue.builders[command.kind](command))


def acknowledgement(device_id: str, journal_id: str, seq: int, now_ms: int, answered: Message) -> AckDue:
    """Return the note that acknowledges up to `seq`, echoing boot and uptime of the message it answers."""
    body = {
        fields.TYPE: messages.ACK,
        fields.JOURNAL: bytes.fromhex(journal_id),
        fields.SEQ: seq,
        fields.TIME_MS: now_ms,
    }
    if fields.UPTIME_MS in answered:
        body[fields.ECHO_BOOT] = answered[fields.BOOT]
        body[fields.ECHO_UPTIME_MS] = answered[fields.UPTIME_MS]
    return AckDue(device_id, body)
