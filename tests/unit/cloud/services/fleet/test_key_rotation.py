import pytest

from cloud.domain.problems import InvalidRequest, NotFound
from cloud.services.fleet.key_rotation import RotateRequest, retire_keys_before, rotate_key
from cloud.services.fleet.keys import device_keys
from cloud.services.ports.rows.fleet import DeviceKey
from shared_protocol.limits import MAX_KEY_VERSION
from tests.support.cloud_world import World


def test_both_keys_are_good_until_the_device_has_spoken_with_the_new_one(world: World) -> None:
    device_id = world.provision().device_id
    made = world.write(rotate_key, RotateRequest(world.operator_id, device_id))
    keys = world.write(device_keys, device_id)
    assert [key.version for key in keys] == [2, 1]
    assert keys[0].root == made.root

    world.write(retire_keys_before, device_id, 2)
    assert [key.version for key in world.write(device_keys, device_id)] == [2]
    assert world.write(rotate_key, RotateRequest(world.operator_id, device_id)).version == 3


def test_only_its_operators_rotate_a_key(world: World) -> None:
    device_id = world.provision().device_id
    with pytest.raises(NotFound):
        world.write(rotate_key, RotateRequest(world.account(), device_id))
    assert len(world.write(device_keys, device_id)) == 1


def test_versions_end(world: World) -> None:
    device_id = world.provision().device_id
    last = DeviceKey(device_id, MAX_KEY_VERSION, b"sealed", 0, None)
    world.write(lambda unit, _ports: unit.devices.add_key(last))
    with pytest.raises(InvalidRequest, match="no more versions"):
        world.write(rotate_key, RotateRequest(world.operator_id, device_id))
