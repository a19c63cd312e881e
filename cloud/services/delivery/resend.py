"""Sending open commands again: at once when a device comes online, else at growing intervals."""

from collections.abc import Iterable

from cloud.services.delivery.messages_down import ready
from cloud.services.ports.rows.delivery import Command
from cloud.services.ports.store import Unit
from cloud.services.ports.world import Ports

_MAX_DOUBLINGS = 16
_BATCH = 200  # an item of the store stays short; what is left is due again at the next run


def resend(unit: Unit, ports: Ports, open_commands: Iterable[Command]) -> int:
    """Leave a CommandReady for each of `open_commands` and set when each is due again; returns how many."""
    now_ms = ports.clock.now_ms()
    count = 0
    for command in open_commands:
        unit.commands.postpone(command.id, now_ms + interval_ms(ports, command.attempts))
        unit.note(ready(ports, command))
        count += 1
    return count


def resend_due(unit: Unit, ports: Ports) -> int:
    """Send again the open commands of online devices that are due; returns how many."""
    return resend(unit, ports, unit.commands.due(ports.clock.now_ms(), _BATCH))


def interval_ms(ports: Ports, attempts: int) -> int:
    """Return how long to wait for an answer after `attempts` sendings."""
    return min(ports.settings.resend_maximum_ms, ports.settings.resend_ms << min(attempts, _MAX_DOUBLINGS))
