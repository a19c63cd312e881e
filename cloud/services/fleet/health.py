"""Health reports: newest wins, of the current boot alone. How the board feels."""

from cloud.services.delivery.messages_down import acknowledgement
from cloud.services.fleet.wire_words import named
from cloud.services.ports.encoding import to_json
from cloud.services.ports.notes import Message
from cloud.services.ports.store import Unit
from cloud.services.ports.world import Ports
from shared_protocol import fields


def accept_health(unit: Unit, ports: Ports, device_id: str, body: Message) -> bool:
    """Take an authentic HEALTH report; returns as `accept_status`. Leaves AckDue, from which the board sets its clock."""
    now_ms = ports.clock.now_ms()
    if not unit.devices.report_live(device_id, body[fields.BOOT], body[fields.UPTIME_MS], now_ms):
        return False
    unit.devices.set_health(device_id, to_json(named(body)), now_ms)
    device = unit.devices.get(device_id)
    if device is not None and device.journal_id is not None:
        unit.note(acknowledgement(device_id, device.journal_id, device.committed_seq, now_ms, body))
    return True
