"""The command table read as an outbox: what is to be sent, and what was."""

from collections.abc import Sequence

from cloud.services.delivery.messages_down import ready
from cloud.services.ports.notes import CommandReady
from cloud.services.ports.store import Unit
from cloud.services.ports.world import Ports


def queued_commands(unit: Unit, ports: Ports, limit: int = 500) -> list[CommandReady]:
    """Return the oldest commands that nobody sent yet: for a bridge that polls beside another process."""
    return [ready(ports, command) for command in unit.commands.queued(limit)]


def mark_sent(unit: Unit, ports: Ports, command_ids: Sequence[str]) -> None:
    """Note that these commands were handed to the broker; one that was answered meanwhile stays answered."""
    now_ms = ports.clock.now_ms()
    unit.commands.mark_sent(command_ids, now_ms, now_ms + ports.settings.resend_ms)
