"""A command as operators see it: what it asks for, and how it ended, in words."""

import json

import msgspec

from cloud.domain.delivery import command as commands
from cloud.services.ports.rows.delivery import Command
from shared_protocol import fields
from shared_protocol.host import names


class CommandView(msgspec.Struct, frozen=True):
    """A command to a device. `state` is of domain.command; `reason` a name of shared_protocol.codes in lower case."""

    id: str
    device_id: str
    kind: str
    state: str
    slot: int | None
    bank: str | None
    attempts: int
    created_ms: int
    sent_ms: int | None
    reason: str | None


def command_view(command: Command) -> CommandView:
    """Return `command` as operators see it; slot and bank are an eject's."""
    document = json.loads(command.body) if command.kind == commands.EJECT and command.body else {}
    known = None if command.reason is None else names.CODES[fields.REASON].get(command.reason)
    return CommandView(
        id=command.id,
        device_id=command.device_id,
        kind=command.kind,
        state=command.state,
        slot=document.get("slot"),
        bank=document.get("bank"),
        attempts=command.attempts,
        created_ms=command.created_ms,
        sent_ms=command.sent_ms,
        reason=None if command.reason is None else str(command.reason) if known is None else known.name,
    )
