"""What the client makes of the broker's bytes, however they are cut: most packets never reach paho, some must."""

import asyncio
import contextlib
import socket
from collections.abc import Iterator

import pytest

from cloud.bridge.buffered_client import BufferedClient
from tests.support.async_waiting import until_async

CONNACK = b"\x20\x02\x00\x00"
PUBACK = b"\x40\x02\x00\x07"
PINGRESP = b"\xd0\x00"
QOS_1 = 0x32
RETAINED = 0x31
LONG = bytes(300)


def publish(topic: bytes, payload: bytes, head: int = 0x30) -> bytes:
    identifier = b"\x00\x09" if head == QOS_1 else b""
    body = len(topic).to_bytes(2, "big") + topic + identifier + payload
    size = len(body)
    length = bytes((size,)) if size < 128 else bytes((size & 127 | 128, size >> 7))
    return bytes((head,)) + length + body


COMING = (
    publish(b"a", b"1") + PUBACK + publish(b"b", LONG) + PINGRESP + publish(b"c", b"2", RETAINED)
    + publish(b"d", b"3", QOS_1) + PUBACK + PUBACK + publish(b"\xff", b"4") + publish(b"e", b"")
)  # fmt: skip
MEANT = [
    ("a", b"1", False), ("b", LONG, False), ("c", b"2", True), ("d", b"3", False), ("", b"4", False), ("e", b"", False),
]  # fmt: skip


class Connected:
    """A client, and the broker's end of its connection."""

    def __init__(self, client: BufferedClient, broker: socket.socket, heard: list[tuple[str, bytes, bool]]) -> None:
        self.client = client
        self.broker = broker
        self.heard = heard


@contextlib.contextmanager
def connected() -> Iterator[Connected]:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        heard: list[tuple[str, bytes, bool]] = []
        client = BufferedClient("client", lambda *message: heard.append(message))
        client.start(socket.create_connection(listener.getsockname()))
        broker, _ = listener.accept()
        with broker:
            broker.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            broker.sendall(CONNACK)
            yield Connected(client, broker, heard)
            client.close()


@pytest.mark.parametrize("piece_bytes", [1, 2, 3, 5, 7, 11, 64, 299, len(COMING)])
async def test_the_same_messages_come_of_pieces_of_any_size(piece_bytes):
    with connected() as both:
        await until_async("the connection", both.client.is_connected)
        pieces = [COMING[at : at + piece_bytes] for at in range(0, len(COMING), piece_bytes)]
        taken = iter(pieces)
        both.client._take = lambda: next(taken)  # type: ignore[method-assign]  # each piece by a receive of its own
        for _ in pieces:
            both.client.feed()
        assert both.heard == MEANT
        del both.client._take


async def test_a_message_whose_topic_is_longer_than_itself_ends_the_connection():
    with connected() as both:
        both.broker.sendall(publish(b"a", b"1") + b"\x30\x03\x00\x09a" + publish(b"b", b"2"))
        await until_async("the end", lambda: both.client.socket() is None)
        assert both.heard == [("a", b"1", False)]


async def test_a_length_without_end_ends_the_connection():
    with connected() as both:
        both.broker.sendall(b"\x30" + b"\xff" * 6)
        await until_async("the end", lambda: both.client.socket() is None)
        assert both.heard == []


async def test_acknowledgements_of_what_paho_itself_keeps_reach_it():
    with connected() as both:
        await until_async("the connection", both.client.is_connected)
        kept = both.client.publish("t", b"x", qos=1)
        both.broker.sendall(b"\x40\x02" + kept.mid.to_bytes(2, "big"))
        await until_async("paho to know", kept.is_published)


async def test_bytes_of_any_kind_tell_that_the_broker_lives():
    with connected() as both:
        await until_async("the connection", both.client.is_connected)
        before_s = both.client._last_bytes_received
        await asyncio.sleep(0.01)
        both.broker.sendall(publish(b"a", b"1"))
        await until_async("the message", lambda: both.heard)
        assert both.client._last_bytes_received > before_s
