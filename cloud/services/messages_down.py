"""Bodies of the messages that go down to a device, made from rows. Seals nothing."""

import json

from cloud.domain import command as commands
from cloud.services.ports import AckDue, CommandReady, Message
from cloud.services.records import Command
from shared_protocol import cabinet as wire
from shared_protocol import fields, messages


def lend_message(command: Command) -> Message:
    """Return the LEND body of a lend command."""
    return {
        fields.TYPE: wire.LEND,
        fields.BOOT: command.boot,
        fields.COMMAND: bytes.fromhex(command.id),
        fields.ORDER: bytes.fromhex(command.order_id or ""),
        fields.NOT_AFTER_UPTIME_MS: command.not_after_uptime_ms,
    }


def configure_message(command: Command) -> Message:
    """Return the CONFIGURE body of a configure command, whose `body` is {"version": int, "configuration": {...}}."""
    document = json.loads(command.body or "")
    record = document["configuration"]
    return {
        fields.TYPE: wire.CONFIGURE,
        fields.COMMAND: bytes.fromhex(command.id),
        fields.CONFIGURATION_VERSION: document["version"],
        wire.CONFIGURATION: configuration_record(record),
    }


def configuration_record(document: dict[str, object]) -> Message:
    """Return a configuration, named as in the API, with the wire's keys."""
    return {
        wire.LEND_RULE: document["lend_rule"],
        wire.MINIMUM_CHARGE_PCT: document["minimum_charge_pct"],
        wire.MAXIMUM_TEMPERATURE_DC: document["maximum_temperature_dc"],
        wire.DISABLED_SLOTS: document["disabled_slots"],
        # Not there in what was desired before there was such a mode.
        wire.RETURN_ONLY: document.get("return_only", False),
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


def ready(command: Command) -> CommandReady:
    """Return the note that has `command` published."""
    return CommandReady(command.device_id, command.id, _BUILDERS[command.kind](command))


_BUILDERS = {commands.LEND: lend_message, commands.CONFIGURE: configure_message, commands.EJECT: eject_message}


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
