"""Devices that have been offline for too long: a person looks after them."""

from cloud.domain.fleet.cases import DEVICE_VANISHED
from cloud.services.fleet.cases import open_case
from cloud.services.ports.store import Unit
from cloud.services.ports.world import Ports

_BATCH = 200


def look_for_vanished(unit: Unit, ports: Ports) -> int:
    """Open a case for each device that has been offline for too long; returns how many."""
    devices = unit.devices.vanished(ports.clock.now_ms() - ports.settings.vanished_ms, _BATCH)
    for device in devices:
        evidence: dict[str, object] = {"offline_since_ms": device.presence_at_ms, "reset_cause": device.reset_cause}
        open_case(unit, ports, device.organisation_id, DEVICE_VANISHED, evidence, device_id=device.id)
    return len(devices)
