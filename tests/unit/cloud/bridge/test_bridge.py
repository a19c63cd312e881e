"""The bridge between a real Mosquitto and a real database, with cabinets that speak the wire."""

import asyncio
import signal

from cloud.services.fleet_records import DeviceKey
from cloud.services.ports import Ports
from cloud.services.provision import key_context
from cloud.storage.opening import open_store
from cloud.storage.vault import MasterKeyVault
from cloud.system import SystemClock, SystemEntropy
from shared_protocol import cabinet as wire
from shared_protocol import cbor, envelope, fields, messages, topics
from shared_protocol.channel import DeviceChannel
from tests.support.async_waiting import until_async
from tests.support.mosquitto import broker as running_broker
from tests.unit.cloud.bridge.conftest import Town


async def online(town, cabinet):
    cabinet.come_online()

    async def reported():
        device = await town.device(cabinet)
        return device.online and device.live_boot == device.boot

    await town.until("the cabinet to be online", reported)


async def the_order_is(town, state):
    async def reached():
        (order,) = await town.orders()
        return order if order.state == state else None

    return await town.until(f"the order to be {state}", reached)


async def test_a_lend_goes_down_and_its_result_comes_up_and_is_acknowledged(town):
    cabinet = await town.cabinet()
    async with town.bridge(), cabinet.running():
        await online(town, cabinet)
        await town.rent(cabinet)
        lend = await cabinet.lend_asked()
        cabinet.say(topics.EVENT, cabinet.script.lent(lend))
        order = await the_order_is(town, "active")
        assert (order.slot, order.bank) == (3, b"bank-1".hex())
        await until_async(
            "the acknowledgement", lambda: [ack for ack in cabinet.heard(messages.ACK) if ack[fields.SEQ] == 1]
        )


async def test_what_was_rented_while_no_bridge_ran_is_sent_when_one_does(town):
    cabinet = await town.cabinet()
    async with town.bridge(), cabinet.running():
        await online(town, cabinet)
    async with cabinet.running():
        await town.rent(cabinet)
        assert not cabinet.heard(wire.LEND)
        async with town.bridge():
            assert await cabinet.lend_asked()


async def test_a_bridge_beside_another_process_finds_commands_in_the_outbox_and_sends_each_once(town):
    cabinet = await town.cabinet()
    async with cabinet.running(), town.bridge(poll_every_s=0.02) as bridge:
        await online(town, cabinet)
        bridge._sender.take = lambda notes: None  # as if the notes had been left in another process
        await town.rent(cabinet)
        await cabinet.lend_asked()
        await asyncio.sleep(0.3)
        assert len(cabinet.heard(wire.LEND)) == 1


async def test_a_broker_that_dies_and_comes_back_loses_no_order(tmp_path):
    store = await open_store(f"sqlite:///{tmp_path}/cloud.db")
    with running_broker() as broker:
        town = Town(store, Ports(SystemClock(), SystemEntropy(), MasterKeyVault(bytes(32))), broker)
        await town.settle()
        cabinet = await town.cabinet()
        async with town.bridge() as bridge, cabinet.running():
            await online(town, cabinet)
            broker.stop(signal.SIGKILL)
            await until_async("the loss to be noticed", lambda: not bridge.is_up)
            await town.rent(cabinet)
            broker.start()
            await until_async("both to be back", lambda: bridge.is_up and cabinet.up.is_set())
            cabinet.say(topics.PRESENCE, cabinet.script.online(), retain=True)
            cabinet.say(topics.EVENT, cabinet.script.lent(await cabinet.lend_asked()))
            await the_order_is(town, "active")
            assert bridge.counters.losses == 1
    await store.close()


async def test_a_retained_presence_is_believed_but_is_no_live_report(town):
    cabinet = await town.cabinet()
    async with cabinet.running():
        cabinet.say(topics.PRESENCE, cabinet.script.online(), retain=True)
        async with town.bridge():

            async def known():
                device = await town.device(cabinet)
                return device if device.online else None

            device = await town.until("the presence", known)
            assert device.boot == 1
            assert device.live_boot == 0


async def test_an_old_key_is_good_until_the_device_has_spoken_with_the_new_one(town, monkeypatch):
    monkeypatch.setattr("cloud.bridge.keyring.LOOK_AGAIN_S", 0)
    cabinet = await town.cabinet()
    fresh = bytes(range(32))

    def rotate(unit, ports):
        sealed = ports.vault.seal(fresh, key_context(cabinet.id, 2))
        unit.devices.add_key(DeviceKey(cabinet.id, 2, sealed, ports.clock.now_ms(), None))

    async with town.bridge() as bridge, cabinet.running():
        await online(town, cabinet)
        await town.write(rotate)
        for channel in (cabinet.channel, DeviceChannel(cabinet.id, 2, fresh, wire.ROWS)):
            cabinet.channel, old = channel, cabinet.channel
            cabinet.messages.clear()
            cabinet.say(topics.PRESENCE, cabinet.script.online(), retain=True)
            await until_async("an answer under the same key", lambda: cabinet.heard(messages.ACK))
        cabinet.channel = old
        cabinet.say(topics.PRESENCE, cabinet.script.online(), retain=True)
        await until_async("the refusal", lambda: bridge.counters.refused["unknown-key"])


async def test_an_event_of_an_unknown_type_is_quarantined_and_acknowledged(town):
    cabinet = await town.cabinet()
    async with town.bridge() as bridge, cabinet.running():
        await online(town, cabinet)
        body = cabinet.script.unheard_of()
        sealed = envelope.seal(
            cabinet.channel._up, cabinet.channel._protected, cabinet.channel.topic(topics.EVENT), cbor.encode(body)
        )
        cabinet.publish(cabinet.channel.topic(topics.EVENT), sealed)
        await until_async(
            "the acknowledgement", lambda: [ack for ack in cabinet.heard(messages.ACK) if ack[fields.SEQ] == 1]
        )
        assert bridge.counters.refused["unknown-type"] == 1


async def test_a_refusal_cancels_the_order(town):
    cabinet = await town.cabinet()
    async with town.bridge(), cabinet.running():
        await online(town, cabinet)
        await town.rent(cabinet)
        cabinet.say(topics.STATUS, cabinet.script.refused(await cabinet.lend_asked(), wire.NO_FIT_BANK))
        assert (await the_order_is(town, "cancelled")).reason == "no-bank"


async def test_acknowledgements_of_one_commit_are_joined(town):
    cabinet = await town.cabinet()
    async with town.bridge(), cabinet.running():
        await online(town, cabinet)
        await until_async("the first acknowledgement", lambda: cabinet.heard(messages.ACK))
        cabinet.messages.clear()
        for slot in range(1, 61):
            cabinet.say(topics.EVENT, cabinet.script.returned(1 + slot % 6, bytes([slot]) * 6))
        await until_async(
            "all to be acknowledged", lambda: any(a[fields.SEQ] == 60 for a in cabinet.heard(messages.ACK))
        )
        assert len(cabinet.heard(messages.ACK)) < 60
