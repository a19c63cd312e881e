import base64
import hashlib

import pytest

from cloud.domain.problems import InvalidRequest, NotFound
from cloud.services.fleet.keys import broker_credentials, device_keys
from cloud.services.fleet.provision import ProvisionRequest, provision_device
from cloud.services.ports.world import Ports, VaultError
from cloud.services.products import CATALOGUE
from cloud.storage.vault import MasterKeyVault
from shared_protocol.topics import is_device_id
from tests.support.cloud_world import World


def request(world: World, **changes: object) -> ProvisionRequest:
    values: dict[str, object] = {
        "actor_id": world.operator_id,
        "organisation_id": world.organisation_id,
        "station_id": world.station_id,
        "positions": 6,
        "board": "cabinet-s3",
        "broker_host": "broker.example.org",
        "broker_port": 8883,
    }
    return ProvisionRequest(**(values | changes))  # type: ignore[arg-type]


def test_a_device_comes_into_being_with_what_its_board_must_know(world: World) -> None:
    made = world.write(provision_device, request(world, broker_tls=True, broker_ca_file="ca.pem"))
    file = made.configuration
    assert is_device_id(made.device_id)
    assert (file["device_id"], file["slots"], file["board"], file["kind"]) == (
        made.device_id,
        6,
        "cabinet-s3",
        "cabinet",
    )
    assert len(bytes.fromhex(str(file["key"]))) == 32
    broker = file["broker"]
    assert isinstance(broker, dict)
    assert {key: broker[key] for key in ("host", "port", "tls", "ca_file")} == {
        "host": "broker.example.org",
        "port": 8883,
        "tls": True,
        "ca_file": "ca.pem",
    }


def test_the_bridge_gets_the_key_that_the_board_got(world: World) -> None:
    made = world.write(provision_device, request(world))
    [key] = world.write(device_keys, made.device_id)
    assert (key.version, key.root.hex()) == (1, made.configuration["key"])
    assert world.write(device_keys, "cab-unknown000") == []


def test_the_key_is_not_in_the_database_in_the_clear(world: World) -> None:
    made = world.write(provision_device, request(world))
    [row] = world.look(lambda unit: unit.devices.keys(made.device_id))
    assert bytes.fromhex(str(made.configuration["key"])) not in row.sealed_key


def test_another_master_key_opens_nothing(world: World) -> None:
    made = world.write(provision_device, request(world))
    other = Ports(world.clock, world.ports.entropy, MasterKeyVault(b"\x01" * 32), CATALOGUE)
    with pytest.raises(VaultError, match=made.device_id):
        world.look(lambda unit: device_keys(unit, other, made.device_id))


def test_the_broker_entry_is_mosquittos_hash_of_the_boards_password(world: World) -> None:
    made = world.write(provision_device, request(world))
    [credential] = world.read(broker_credentials)
    _, kind, rounds, salt, digest = credential.password_hash.split("$")
    password = made.configuration["broker"]["password"]  # type: ignore[index]
    expected = hashlib.pbkdf2_hmac("sha512", password.encode(), base64.b64decode(salt), int(rounds))
    assert (credential.device_id, kind, base64.b64decode(digest)) == (made.device_id, "7", expected)


@pytest.mark.parametrize("positions", [0, 49, -1, 10**30])
def test_a_cabinet_has_1_to_48_slots(world: World, positions: int) -> None:
    with pytest.raises(InvalidRequest, match="positions is 1 to 48 on board cabinet-s3"):
        world.write(provision_device, request(world, positions=positions))


def test_a_board_that_cannot_be_is_named(world: World) -> None:
    with pytest.raises(InvalidRequest, match="board is one of cabinet-s3, not 'nano'"):
        world.write(provision_device, request(world, board="nano"))


def test_only_an_operator_provisions_and_only_for_own_stations(world: World) -> None:
    with pytest.raises(NotFound):
        world.write(provision_device, request(world, actor_id=world.account()))
    with pytest.raises(NotFound):
        world.write(provision_device, request(world, organisation_id="0" * 32))
    with pytest.raises(NotFound):
        world.write(provision_device, request(world, station_id="0" * 32))
