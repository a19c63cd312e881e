"""Keys of devices: the sealed root keys, the broker's password hashes."""

import base64
import hashlib
from dataclasses import dataclass

from cloud.services.ports.rows.fleet import BrokerCredential
from cloud.services.ports.store import Unit
from cloud.services.ports.world import Ports

# Mosquitto's own format and count: $7$ is PBKDF2-HMAC-SHA512. The password is random, so few rounds are enough.
_BROKER_HASH_ROUNDS = 101


@dataclass(frozen=True, slots=True)
class RootKey:
    """One usable root key of a device."""

    version: int
    root: bytes


def device_keys(unit: Unit, ports: Ports, device_id: str) -> list[RootKey]:
    """Return the root keys of a device that are not retired, newest first; empty for an unknown device."""
    keys = unit.devices.keys(device_id)
    return [RootKey(key.version, ports.vault.open(key.sealed_key, key_context(device_id, key.version))) for key in keys]


def broker_credentials(unit: Unit) -> list[BrokerCredential]:
    """Return user names and password hashes of every active device, for the broker's password file."""
    return unit.devices.credentials()


def key_context(device_id: str, version: int) -> str:
    """Return what a sealed key is bound to, so that rows cannot be exchanged."""
    return f"device-key/{device_id}/{version}"


def mosquitto_hash(password: str, salt: bytes) -> str:
    """Return the entry of Mosquitto's password file for `password`."""
    digest = hashlib.pbkdf2_hmac("sha512", password.encode(), salt, _BROKER_HASH_ROUNDS)
    return f"$7${_BROKER_HASH_ROUNDS}${base64.b64encode(salt).decode()}${base64.b64encode(digest).decode()}"
