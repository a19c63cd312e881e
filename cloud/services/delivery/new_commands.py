"""A command as it begins: queued, not sent yet, due again when nobody answers. What it asks for is the caller's business."""

from cloud.domain.delivery import command as commands
from cloud.domain.delivery.moment import not_after_uptime_ms
from cloud.services.ports.rows.delivery import Command
from cloud.services.ports.rows.fleet import Device
from cloud.services.ports.rows.renting import Lender
from cloud.services.ports.world import Ports


def new_command(
    ports: Ports,
    kind: str,
    command_id: str,
    device: Device | Lender,
    *,
    order_id: str | None = None,
    body: str | None = None,
) -> Command:
    """Return a command for the device's current boot, which must not begin it after the lend window."""
    now_ms, window_ms = ports.clock.now_ms(), ports.settings.lend_window_ms
    return Command(
        id=command_id,
        device_id=device.id,
        order_id=order_id,
        kind=kind,
        state=commands.QUEUED,
        boot=device.boot,
        not_after_uptime_ms=not_after_uptime_ms(device.live_uptime_ms, device.live_at_ms, now_ms, window_ms),
        body=body,
        attempts=0,
        created_ms=now_ms,
        sent_ms=None,
        due_ms=now_ms + ports.settings.resend_ms,
        outcome=None,
        reason=None,
    )
