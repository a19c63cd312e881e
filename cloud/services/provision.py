"""Devices come into being: id, root key, broker password, and the file that the board keeps of it."""

import base64
import hashlib
from dataclasses import dataclass

from cloud.domain.problems import InvalidRequest, NotFound
from cloud.services.fleet_records import BrokerCredential, Device, DeviceKey
from cloud.services.identifiers import can_be_id
from cloud.services.operators import record, require_operator
from cloud.services.ports import Ports, Unit
from cloud.services.stickers import give_sticker
from shared_protocol.cabinet_limits import MAX_SLOTS
from shared_protocol.keys import KEY_BYTES

CONFIGURATION_SCHEMA = 1
FIRST_KEY_VERSION = 1

# Mosquitto's own format and count: $7$ is PBKDF2-HMAC-SHA512. The password is random, so few rounds are enough.
_BROKER_HASH_ROUNDS = 101
_BROKER_SALT_BYTES = 12


@dataclass(frozen=True, slots=True)
class ProvisionRequest:
    """A new cabinet for a station; the broker's address is the one that the board will dial."""

    actor_id: str
    organisation_id: str
    station_id: str | None
    slot_count: int
    board: str
    broker_host: str
    broker_port: int
    broker_tls: bool = False
    broker_ca_file: str | None = None


@dataclass(frozen=True, slots=True)
class Provisioned:
    """`configuration` is the board's `configuration.json`; it holds the only copies of key and password in the clear."""

    device_id: str
    configuration: dict[str, object]
    sticker: str  # the number for its housing


@dataclass(frozen=True, slots=True)
class RootKey:
    """One usable root key of a device."""

    version: int
    root: bytes


def provision_device(unit: Unit, ports: Ports, request: ProvisionRequest) -> Provisioned:
    """Create a cabinet with key and broker credentials; raises NotFound or InvalidRequest."""
    _check(unit, request)
    now_ms = ports.clock.now_ms()
    device_id = "cab-" + ports.entropy.bytes(8).hex()
    root, password = ports.entropy.bytes(KEY_BYTES), ports.entropy.token()
    unit.devices.add(_new_device(device_id, request, now_ms))
    sticker = give_sticker(unit, ports, device_id)
    sealed = ports.vault.seal(root, key_context(device_id, FIRST_KEY_VERSION))
    unit.devices.add_key(DeviceKey(device_id, FIRST_KEY_VERSION, sealed, now_ms, None))
    salt = ports.entropy.bytes(_BROKER_SALT_BYTES)
    unit.devices.add_credential(BrokerCredential(device_id, mosquitto_hash(password, salt), now_ms))
    record(unit, ports, request.organisation_id, request.actor_id, "device.provision", device_id, request.board)
    return Provisioned(device_id, _configuration(device_id, root, password, request), sticker)


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


def _check(unit: Unit, request: ProvisionRequest) -> None:
    require_operator(unit, request.actor_id, request.organisation_id)
    if not 1 <= request.slot_count <= MAX_SLOTS:
        raise InvalidRequest(f"slot_count is 1 to {MAX_SLOTS}")
    if request.station_id is not None:
        station = unit.stations.get(request.station_id) if can_be_id(request.station_id) else None
        if station is None or station.organisation_id != request.organisation_id:
            raise NotFound(f"no station {request.station_id}")


def _new_device(device_id: str, request: ProvisionRequest, now_ms: int) -> Device:
    return Device(
        id=device_id,
        organisation_id=request.organisation_id,
        station_id=request.station_id,
        kind="cabinet",
        slot_count=request.slot_count,
        state="active",
        boot=0,
        connection=0,
        online=0,
        presence_at_ms=0,
        journal_id=None,
        committed_seq=0,
        parked_count=0,
        live_boot=0,
        live_uptime_ms=0,
        live_at_ms=0,
        firmware_version=None,
        protocol_version=None,
        reset_cause=None,
        desired_version=0,
        desired_configuration=None,
        reported_version=0,
        configuration_detail=None,
        health=None,
        health_at_ms=0,
        created_ms=now_ms,
    )


def _configuration(device_id: str, root: bytes, password: str, request: ProvisionRequest) -> dict[str, object]:
    broker: dict[str, object] = {
        "host": request.broker_host,
        "port": request.broker_port,
        "password": password,
        "tls": request.broker_tls,
    }
    if request.broker_ca_file is not None:
        broker["ca_file"] = request.broker_ca_file
    return {
        "schema": CONFIGURATION_SCHEMA,
        "kind": "cabinet",
        "board": request.board,
        "device_id": device_id,
        "key": root.hex(),
        "key_version": FIRST_KEY_VERSION,
        "slots": request.slot_count,
        "broker": broker,
    }
