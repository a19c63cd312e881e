"""What hostile or broken peers send: the MQTT list of INVARIANTS. Refused, counted, without effect, and the bridge goes on."""

import pytest
from paho.mqtt.client import CallbackAPIVersion, Client

from shared_protocol import cabinet as wire
from shared_protocol import cbor, envelope, keys, topics
from shared_protocol.channel import DeviceChannel
from tests.support.async_waiting import until_async
from tests.unit.cloud.bridge.conftest import Inbox
from tests.unit.cloud.bridge.test_bridge import online, the_order_is


@pytest.fixture
async def scene(town):
    """A cabinet online, a bridge, and somebody with the cloud's broker account who can publish anything anywhere."""
    cabinet = await town.cabinet()
    async with town.bridge() as bridge, cabinet.running():
        await online(town, cabinet)
        await bridge.router.settle()
        bridge.counters.refused.clear()  # cabinets of earlier tests left their presence on the broker
        yield town, cabinet, bridge


def presence(cabinet):
    return cabinet.script.offline()


async def refused(bridge, reason, count=1):
    await until_async(f"the refusal ({reason})", lambda: bridge.counters.refused[reason] >= count)


async def is_still_online(town, cabinet):
    return (await town.device(cabinet)).online == 1


async def test_a_message_of_another_device_is_worthless_on_this_ones_topic(scene):
    town, cabinet, bridge = scene
    other = await town.cabinet()
    sealed = other.channel.seal(topics.PRESENCE, presence(cabinet))
    bridge.router.deliver(cabinet.channel.topic(topics.PRESENCE), sealed, False)
    await refused(bridge, "unknown-key")
    assert await is_still_online(town, cabinet)


@pytest.mark.parametrize("purpose", [keys.DOWN, keys.CREDENTIAL])
async def test_a_mac_of_another_direction_is_refused(scene, purpose):
    town, cabinet, bridge = scene
    root = bytes(range(32))
    key = keys.MacKey(keys.derive(root, purpose))
    payload = cbor.encode(presence(cabinet))
    topic = cabinet.channel.topic(topics.PRESENCE)
    sealed = envelope.seal(key, envelope.protected_header(cabinet.channel.key_id), topic, payload)
    cabinet.publish(topic, sealed)
    await refused(bridge, "mac")
    assert await is_still_online(town, cabinet)


async def test_a_message_of_one_leaf_is_worthless_on_another(scene):
    town, cabinet, bridge = scene
    sealed = cabinet.channel.seal(topics.PRESENCE, presence(cabinet))
    cabinet.publish(cabinet.channel.topic(topics.EVENT), sealed)
    await refused(bridge, "mac")
    assert await is_still_online(town, cabinet)


async def test_a_message_type_on_the_wrong_leaf_is_refused(scene):
    town, cabinet, bridge = scene
    topic = cabinet.channel.topic(topics.STATUS)
    sealed = envelope.seal(cabinet.channel._up, cabinet.channel._protected, topic, cbor.encode(presence(cabinet)))
    cabinet.publish(topic, sealed)
    await refused(bridge, "topic")
    assert await is_still_online(town, cabinet)


async def test_a_key_version_that_is_not_held_is_refused(scene):
    town, cabinet, bridge = scene
    forged = DeviceChannel(cabinet.id, 7, bytes(32), wire.ROWS)
    cabinet.publish(forged.topic(topics.PRESENCE), forged.seal(topics.PRESENCE, presence(cabinet)))
    await refused(bridge, "unknown-key")
    assert await is_still_online(town, cabinet)


async def test_an_unknown_device_with_a_broker_account_is_refused(scene):
    _, cabinet, bridge = scene
    stranger = DeviceChannel("cab-stranger", 1, bytes(32), wire.ROWS)
    sealed = stranger.seal(topics.PRESENCE, cabinet.script.online())
    for _ in range(3):
        bridge.router.deliver(stranger.topic(topics.PRESENCE), sealed, False)
    await refused(bridge, "unknown-key", 3)


@pytest.mark.parametrize("leaf", [topics.EVENT, topics.STATUS])
async def test_a_retained_message_is_refused_on_every_leaf_but_presence(scene, leaf):
    _town, cabinet, bridge = scene
    body = cabinet.script.returned(1, b"bank-9") if leaf == topics.EVENT else cabinet.script.status({})
    bridge.router.deliver(cabinet.channel.topic(leaf), cabinet.channel.seal(leaf, body), True)
    await refused(bridge, "retained")


async def test_a_duplicated_event_is_applied_once_and_acknowledged_again(scene):
    town, cabinet, bridge = scene
    await town.rent(cabinet)
    body = cabinet.script.lent(await cabinet.lend_asked())
    for _ in range(100):
        cabinet.say(topics.EVENT, body)
    await the_order_is(town, "active")
    await bridge.router.settle()
    events = await town.store.read(
        lambda unit: unit.journals.newest(cabinet.id, cabinet.script.journal.hex(), 10, None)
    )
    assert len(events) == 1


async def test_an_old_presence_replayed_changes_nothing(scene):
    town, cabinet, bridge = scene
    will = cabinet.channel.seal(topics.PRESENCE, cabinet.script.offline())
    received = bridge.counters.received[topics.PRESENCE]
    cabinet.say(topics.PRESENCE, cabinet.script.online(), retain=True)
    cabinet.publish(cabinet.channel.topic(topics.PRESENCE), will)
    await until_async("both", lambda: bridge.counters.received[topics.PRESENCE] == received + 2)
    await bridge.router.settle()
    assert await is_still_online(town, cabinet)


async def test_truncated_and_changed_messages_are_refused_at_every_byte(scene):
    town, cabinet, bridge = scene
    sealed = cabinet.channel.seal(topics.PRESENCE, presence(cabinet))
    topic = cabinet.channel.topic(topics.PRESENCE)
    for length in range(len(sealed)):
        bridge.router.deliver(topic, sealed[:length], False)
    for at in range(len(sealed)):
        bridge.router.deliver(topic, sealed[:at] + bytes([sealed[at] ^ 1]) + sealed[at + 1 :], False)
    await bridge.router.settle()
    assert bridge.counters.refused.total() == 2 * len(sealed)
    assert await is_still_online(town, cabinet)


async def test_an_oversized_message_that_the_broker_lets_through_is_refused(scene):
    _town, cabinet, bridge = scene
    cabinet.publish(cabinet.channel.topic(topics.EVENT), bytes(4000))
    await refused(bridge, "limit")


async def test_a_message_that_the_broker_does_not_let_through_costs_the_sender_its_connection(scene):
    _, cabinet, bridge = scene
    cabinet.publish(cabinet.channel.topic(topics.EVENT), bytes(64_000))
    await until_async("the sender to be cut off", lambda: cabinet.downs == 1)
    assert bridge.is_up


ODD_IDS = ["#", "+", "..", "", "a", "a" * 65_000, "ab\0cdefgh", "CAB-00000000", "cab-0000000000000000/evt"]
A_TOPIC = topics.topic("cab-0000000000000000", topics.EVENT)
ODD_TOPICS = [topics.every_device(topics.EVENT).replace("+", odd) for odd in ODD_IDS] + [
    A_TOPIC + "/x",
    A_TOPIC.replace("/1/", "/2/"),
    A_TOPIC.replace(topics.EVENT, topics.COMMAND),
    A_TOPIC.replace(topics.EVENT, "nix"),
    "",
    "/",
]


@pytest.mark.parametrize("topic", ODD_TOPICS, ids=range(len(ODD_TOPICS)))
async def test_odd_topics_are_refused(scene, topic):
    _, cabinet, bridge = scene
    bridge.router.deliver(topic, cabinet.channel.seal(topics.PRESENCE, presence(cabinet)), False)
    await refused(bridge, "topic")


async def test_an_event_with_a_field_out_of_range_is_quarantined(scene):
    town, cabinet, bridge = scene
    body = cabinet.script.returned(3, b"bank-9") | {wire.SLOT: 49}
    topic = cabinet.channel.topic(topics.EVENT)
    cabinet.publish(topic, envelope.seal(cabinet.channel._up, cabinet.channel._protected, topic, cbor.encode(body)))
    await refused(bridge, "field")

    async def stored():
        return await town.store.read(
            lambda unit: unit.journals.newest(cabinet.id, cabinet.script.journal.hex(), 10, None)
        )

    (event,) = await town.until("the event", stored)
    assert event.state == "quarantined"


async def test_a_flood_of_refusals_is_logged_at_a_bounded_rate(scene, caplog):
    _, cabinet, bridge = scene
    for _ in range(1000):
        bridge.router.deliver(cabinet.channel.topic(topics.EVENT), b"nonsense", False)
    assert bridge.counters.refused["envelope"] == 1000
    assert len([record for record in caplog.records if "refused" in record.getMessage()]) == 1


class TestBrokersRules:
    """What the broker itself refuses, by the access rules that we generate."""

    async def test_a_device_cannot_speak_as_another(self, scene):
        town, cabinet, bridge = scene
        other = await town.cabinet()
        async with other.running():
            sealed = cabinet.channel.seal(topics.PRESENCE, presence(cabinet))
            other.publish(cabinet.channel.topic(topics.PRESENCE), sealed, qos=1)
            received = bridge.counters.received[topics.PRESENCE]
            other.say(topics.PRESENCE, other.script.online(), retain=True)
            await until_async("its own presence", lambda: bridge.counters.received[topics.PRESENCE] == received + 1)
            assert not bridge.counters.refused
        assert await is_still_online(town, cabinet)

    async def test_a_device_cannot_listen_to_others(self, scene):
        town, cabinet, _ = scene
        nosy = await town.cabinet()
        spy = Inbox(
            town.broker, ["#", topics.every_device(topics.COMMAND), cabinet.channel.topic(topics.COMMAND)], nosy.id
        )
        async with spy.running():
            await town.rent(cabinet)
            await cabinet.lend_asked()
            assert spy.messages == []

    async def test_a_device_cannot_send_commands_nor_hints(self, scene):
        town, cabinet, _ = scene
        nosy = await town.cabinet()
        spy = Inbox(town.broker, [cabinet.channel.topic(topics.COMMAND), topics.hint("someone")])
        async with spy.running(), nosy.running():
            nosy.publish(cabinet.channel.topic(topics.COMMAND), b"x", qos=1)
            nosy.publish(nosy.channel.topic(topics.COMMAND), b"x", qos=1)
            nosy.publish(topics.hint("someone"), b"x", qos=1)
            spy.publish(topics.hint("someone"), b"ours", qos=1)
            await until_async("our own", lambda: spy.messages)
            assert [payload for _, payload, _ in spy.messages] == [b"ours"]

    async def test_another_clients_id_cannot_be_taken_over(self, scene):
        town, cabinet, _ = scene
        nosy = await town.cabinet()
        thief = Client(CallbackAPIVersion.VERSION2, client_id=cabinet.id)
        thief.username_pw_set(nosy.id, town.broker.passwords[nosy.id])
        thief.connect(town.broker.host, town.broker.port)
        thief.loop_start()
        try:
            await until_async("the thief to be connected", thief.is_connected)
            assert cabinet.downs == 0
        finally:
            thief.disconnect()
            thief.loop_stop()

    @pytest.mark.parametrize(
        ("user", "password"), [(None, None), ("cloud", "wrong"), ("nobody", "x"), ("#", "x"), ("+", "x")]
    )
    async def test_nobody_comes_in_without_an_account(self, scene, user, password):
        town, _, _ = scene
        said = []
        client = Client(CallbackAPIVersion.VERSION2, client_id="someone")
        client.on_connect = lambda *arguments: said.append(arguments[3])
        if user:
            client.username_pw_set(user, password)
        client.connect(town.broker.host, town.broker.port)
        client.loop_start()
        try:
            await until_async("an answer", lambda: said)
            assert said[0].is_failure
        finally:
            client.loop_stop()
