import asyncio
import logging
import signal
import socket

from cloud.bridge.connection import BrokerAddress, Connection
from cloud.bridge.mosquitto_files import CLOUD_USER
from tests.support.async_waiting import until_async
from tests.support.mosquitto import broker as running_broker
from tests.support.mosquitto import free_port
from tests.unit.cloud.bridge.conftest import Inbox


async def test_messages_come_back_whole_and_in_order(broker):
    async with Inbox(broker, ["t/+"]).running() as inbox:
        sent = [(f"t/{index}", bytes([index % 256]) * (index * 37 % 4000)) for index in range(400)]
        for topic, payload in sent:
            inbox.publish(topic, payload, qos=1)
        await until_async("all messages", lambda: len(inbox.messages) >= len(sent))
        assert [(topic, payload) for topic, payload, _ in inbox.messages] == sent


async def test_what_is_published_in_one_turn_leaves_in_one_send(broker, monkeypatch):
    async with Inbox(broker, ["t/#"]).running() as inbox:
        sends = []
        real = inbox.connection._client._send
        monkeypatch.setattr(inbox.connection._client, "_send", lambda data: (sends.append(len(data)), real(data)))
        for index in range(50):
            inbox.publish(f"t/{index}", b"x", qos=1)
        await until_async("the messages", lambda: len(inbox.messages) >= 50)
        assert len([size for size in sends if size > 10]) == 1


async def test_nodelay_is_set(broker):
    async with Inbox(broker, ["t/#"]).running() as inbox:
        assert inbox.connection._client._sock.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)


async def test_a_lost_broker_is_said_once_and_its_return_once(caplog):
    caplog.set_level(logging.INFO, "cloud.bridge")
    with running_broker() as broker:
        async with Inbox(broker, ["t/#"]).running() as inbox:
            broker.stop(signal.SIGKILL)
            await until_async("the loss to be noticed", lambda: inbox.downs == 1)
            await asyncio.sleep(0.5)  # several attempts fail meanwhile
            broker.start()
            await until_async("the broker to be back", inbox.up.is_set)
            inbox.publish("t/again", b"1")
            await until_async("the message", lambda: inbox.messages)
        said = [record.getMessage() for record in caplog.records]
        assert len(said) == 2
        assert "trying again" in said[0]
        assert "is back" in said[1]


async def test_a_wrong_password_is_named_as_the_cause(broker, caplog):
    inbox = Inbox(broker, ["t/#"], CLOUD_USER, "wrong")
    task = asyncio.create_task(inbox.connection.run())
    await until_async("the cause to be told", lambda: "refuses our login" in caplog.text)
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)


async def test_a_silent_listener_is_given_up_and_cancel_ends_it(monkeypatch, caplog):
    monkeypatch.setattr("cloud.bridge.connection.CONNECT_TIMEOUT_S", 0.2)
    with socket.create_server(("127.0.0.1", free_port())) as silent:
        address = BrokerAddress(*silent.getsockname(), user=CLOUD_USER, password="x")
        connection = Connection(address, ["t"], lambda *_: None, lambda: None, lambda: None)
        task = asyncio.create_task(connection.run())
        await until_async("the attempt to be given up", lambda: "does not answer" in caplog.text)
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


async def test_a_flood_larger_than_the_socket_buffers_arrives_whole(broker):
    async with Inbox(broker, ["flood"]).running() as inbox:
        for _ in range(3000):
            inbox.publish("flood", bytes(4000), qos=1)
        await until_async("the flood", lambda: len(inbox.messages) == 3000, timeout_s=20)
