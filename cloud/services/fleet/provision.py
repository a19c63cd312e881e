"""Devices come into being: id, root key, broker password, and the file that the board keeps of it."""

from dataclasses import dataclass

from cloud.domain.identifiers import can_be_id
from cloud.domain.problems import InvalidRequest, NotFound
from cloud.services.fleet.keys import key_context, mosquitto_hash
from cloud.services.fleet.stickers import give_sticker
from cloud.services.people.operators import record, require_operator
from cloud.services.ports.catalogue import DeviceKind
from cloud.services.ports.rows.fleet import BrokerCredential, Device, DeviceKey
from cloud.services.ports.store import Unit
from cloud.services.ports.world import Ports
from shared_protocol.keys import KEY_BYTES

CONFIGURATION_SCHEMA = 1
FIRST_KEY_VERSION = 1

_BROKER_SALT_BYTES = 12


@dataclass(frozen=True, slots=True)
class ProvisionRequest:
    """A new device for a station; its board tells its kind. The broker's address is the one that the board will dial."""

    actor_id: str
    organisation_id: str
    station_id: str | None
    positions: int
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


def provision_device(unit: Unit, ports: Ports, request: ProvisionRequest) -> Provisioned:
    """Create a device with key and broker credentials; raises NotFound or InvalidRequest."""
    kind = _checked(unit, ports, request)
    now_ms = ports.clock.now_ms()
    device_id = kind.id_prefix + ports.entropy.bytes(8).hex()
    root, password = ports.entropy.bytes(KEY_BYTES), ports.entropy.token()
    unit.devices.add(_new_device(device_id, kind, request, now_ms))
    sticker = give_sticker(unit, ports, device_id)
    sealed = ports.vault.seal(root, key_context(device_id, FIRST_KEY_VERSION))
    unit.devices.add_key(DeviceKey(device_id, FIRST_KEY_VERSION, sealed, now_ms, None))
    salt = ports.entropy.bytes(_BROKER_SALT_BYTES)
    unit.devices.add_credential(BrokerCredential(device_id, mosquitto_hash(password, salt), now_ms))
    record(unit, ports, request.organisation_id, request.actor_id, "device.provision", device_id, request.board)
    return Provisioned(device_id, _configuration(device_id, root, password, kind, request), sticker)


def _checked(unit: Unit, ports: Ports, request: ProvisionRequest) -> DeviceKind:
    require_operator(unit, request.actor_id, request.organisation_id)
    kind = ports.catalogue.kind_for(request.board)
    if kind is None:
        boards = sorted(board for known in ports.catalogue.device_kinds.values() for board in known.boards)
        raise InvalidRequest(f"board is one of {', '.join(boards)}, not {request.board!r:.40}")
    most = kind.boards[request.board]
    if not 1 <= request.positions <= most:
        raise InvalidRequest(f"positions is 1 to {most} on board {request.board}")
    if request.station_id is not None:
        station = unit.stations.get(request.station_id) if can_be_id(request.station_id) else None
        if station is None or station.organisation_id != request.organisation_id:
            raise NotFound(f"no station {request.station_id}")
    return kind


def _new_device(device_id: str, kind: DeviceKind, request: ProvisionRequest, now_ms: int) -> Device:
    return Device(
        id=device_id,
        organisation_id=request.organisation_id,
        station_id=request.station_id,
        kind=kind.name,
        positions=request.positions,
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


def _configuration(
    device_id: str, root: bytes, password: str, kind: DeviceKind, request: ProvisionRequest
) -> dict[str, object]:
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
        "kind": kind.name,
        "board": request.board,
        "device_id": device_id,
        "key": root.hex(),
        "key_version": FIRST_KEY_VERSION,
        kind.positions_key: request.positions,
        "broker": broker,
    }
