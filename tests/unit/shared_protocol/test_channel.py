"""channel: a device's end. The other end is played with the same keys, crosswise."""

import pytest

from shared_protocol import cabinet as wire
from shared_protocol import cbor, envelope, fields, keys, messages, topics
from shared_protocol.channel import DeviceChannel
from shared_protocol.errors import FIELD, LIMIT, MAC, TOPIC, UNKNOWN_KEY, LocalError, RemoteError

ROOT = bytes(range(32))
DEVICE = DeviceChannel("cabinet-0001", 1, ROOT, wire.ROWS)
LEND = {
    fields.TYPE: wire.LEND,
    fields.COMMAND: bytes(16),
    fields.ORDER: bytes(16),
    fields.BOOT: 1,
    fields.NOT_AFTER_UPTIME_MS: 1000,
}
HEALTH = {fields.TYPE: messages.HEALTH, fields.BOOT: 1, fields.UPTIME_MS: 2}


def _from_cloud(body, leaf=topics.COMMAND, device_id="cabinet-0001", version=1, root=ROOT, purpose=keys.DOWN):
    protected = envelope.protected_header(envelope.key_id(device_id, version))
    return envelope.seal(
        keys.MacKey(keys.derive(root, purpose)), protected, topics.topic(device_id, leaf), cbor.encode(body)
    )


def test_a_device_opens_what_the_cloud_sealed_for_it():
    assert DEVICE.open(topics.COMMAND, _from_cloud(LEND)) == LEND


def test_the_cloud_opens_what_a_device_sealed():
    sealed = envelope.Envelope(DEVICE.seal(topics.STATUS, HEALTH))
    payload = sealed.verify(keys.MacKey(keys.derive(ROOT, keys.UP)), DEVICE.topic(topics.STATUS))
    assert sealed.key_id == DEVICE.key_id
    assert cbor.decode(payload) == HEALTH


@pytest.mark.parametrize(
    ("sealed", "code"),
    [
        (_from_cloud(LEND, device_id="cabinet-0002"), UNKNOWN_KEY),
        (_from_cloud(LEND, version=2), UNKNOWN_KEY),
        (_from_cloud(LEND, root=bytes(32)), MAC),
        (_from_cloud(LEND, purpose=keys.UP), MAC),
        (_from_cloud(LEND, leaf=topics.ACK), MAC),
        (_from_cloud({fields.TYPE: wire.LEND}), FIELD),
        (_from_cloud(HEALTH), TOPIC),
        (_from_cloud(LEND | {200: bytes(1110)}), LIMIT),
    ],
    ids=["other device", "other key version", "other root", "up key", "other leaf", "no fields", "upward", "too long"],
)
def test_a_device_refuses_what_was_not_meant_for_it(sealed, code):
    with pytest.raises(RemoteError) as refusal:
        DEVICE.open(topics.COMMAND, sealed)
    assert refusal.value.code == code


def test_a_device_does_not_take_back_what_it_sent_itself():
    with pytest.raises(RemoteError) as refusal:
        DEVICE.open(topics.STATUS, DEVICE.seal(topics.STATUS, HEALTH))
    assert refusal.value.code == MAC


@pytest.mark.parametrize(
    "body", [{}, HEALTH | {fields.BOOT: 0}, LEND, HEALTH | {200: bytes(1200)}, HEALTH | {200: None}]
)
def test_sending_what_the_protocol_forbids_is_our_own_error(body):
    with pytest.raises(LocalError):
        DEVICE.seal(topics.STATUS, body)


def test_a_channel_needs_a_device_id_and_a_whole_key():
    with pytest.raises(LocalError):
        DeviceChannel("Cabinet", 1, ROOT, wire.ROWS)
    with pytest.raises(ValueError, match="32 bytes"):
        DeviceChannel("cabinet-0001", 1, ROOT[:16], wire.ROWS)
