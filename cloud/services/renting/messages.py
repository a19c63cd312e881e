"""Bodies of LEND and EJECT, made from rows."""

import json

from cloud.services.ports.notes import Message
from cloud.services.ports.rows.delivery import Command
from shared_protocol import cabinet as wire
from shared_protocol import fields


def lend_message(command: Command) -> Message:
    """Return the LEND body of a lend command."""
    return {
        fields.TYPE: wire.LEND,
        fields.BOOT: command.boot,
        fields.COMMAND: bytes.fromhex(command.id),
        fields.ORDER: bytes.fromhex(command.order_id or ""),
        fields.NOT_AFTER_UPTIME_MS: command.not_after_uptime_ms,
    }


def eject_message(command: Command) -> Message:
    """Return the EJECT body of an eject command, whose `body` is {"slot": int, "bank": id or None}."""
    document = json.loads(command.body or "")
    message: Message = {
        fields.TYPE: wire.EJECT,
        fields.COMMAND: bytes.fromhex(command.id),
        fields.BOOT: command.boot,
        fields.NOT_AFTER_UPTIME_MS: command.not_after_uptime_ms,
        wire.SLOT: document["slot"],
    }
    if document["bank"] is not None:
        message[wire.BANK] = bytes.fromhex(document["bank"])
    return message
