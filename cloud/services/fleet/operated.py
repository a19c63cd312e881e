"""Devices of organisations that an account operates; any other looks like a missing one (INV-31)."""

from cloud.domain.identifiers import can_be_id
from cloud.domain.problems import NotFound
from cloud.services.people.operators import OPERATOR
from cloud.services.ports.rows.fleet import Device
from cloud.services.ports.store import Unit


def operated_device(unit: Unit, account_id: str, device_id: str) -> Device:
    """Return the device if the account operates it; raises NotFound otherwise."""
    device = unit.devices.get(device_id) if can_be_id(device_id) else None
    if device is None or unit.organisations.role(account_id, device.organisation_id) != OPERATOR:
        raise NotFound(f"no device {device_id}")
    return device
