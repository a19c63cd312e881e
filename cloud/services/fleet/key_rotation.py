"""A device's root key gives way to a new one. Both are good until the device has spoken with the new one.

What the device has not had acknowledged it sends again, sealed anew, so nothing is lost with the old key.
"""

from dataclasses import dataclass

from cloud.domain.problems import InvalidRequest
from cloud.services.fleet.devices import operated_device
from cloud.services.fleet.keys import key_context
from cloud.services.people.operators import record
from cloud.services.ports.rows.fleet import DeviceKey
from cloud.services.ports.store import Unit
from cloud.services.ports.world import Ports
from shared_protocol.keys import KEY_BYTES
from shared_protocol.limits import MAX_KEY_VERSION


@dataclass(frozen=True, slots=True)
class RotateRequest:
    """A new key for one device."""

    actor_id: str
    device_id: str


@dataclass(frozen=True, slots=True)
class RotatedKey:
    """The only copy of the new root key in the clear."""

    device_id: str
    version: int
    root: bytes


def rotate_key(unit: Unit, ports: Ports, request: RotateRequest) -> RotatedKey:
    """Add a key of the next version; the ones before stay good for now. Raises NotFound, InvalidRequest."""
    device = operated_device(unit, request.actor_id, request.device_id)
    version = unit.devices.keys(device.id)[0].version + 1
    if version > MAX_KEY_VERSION:
        raise InvalidRequest(f"the device had {MAX_KEY_VERSION} keys, there are no more versions")
    root = ports.entropy.bytes(KEY_BYTES)
    sealed = ports.vault.seal(root, key_context(device.id, version))
    unit.devices.add_key(DeviceKey(device.id, version, sealed, ports.clock.now_ms(), None))
    record(unit, ports, device.organisation_id, request.actor_id, "device.rotate-key", device.id, f"version {version}")
    return RotatedKey(device.id, version, root)


def retire_keys_before(unit: Unit, ports: Ports, device_id: str, version: int) -> None:
    """Let no key older than `version` be used any more: the device has spoken with that one."""
    unit.devices.retire_keys(device_id, version, ports.clock.now_ms())
