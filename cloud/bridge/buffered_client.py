"""A paho client that costs one receive per wake-up and one joined send per turn of the event loop.

Owns the socket's bytes in both directions; paho keeps the protocol. It replaces private methods of paho, so the version
is pinned exactly and `test_paho_contract.py` fails when they change. Knows nothing of topics, and never reconnects.
"""

import asyncio
import socket
import ssl
import time
from collections.abc import Callable
from typing import Any

import paho.mqtt.client as mqtt
from paho.mqtt.enums import CallbackAPIVersion, MQTTErrorCode, MQTTProtocolVersion

Deliver = Callable[[str, bytes, bool], None]  # topic, payload, retained

RECEIVE_BYTES = 262_144  # more than a socket's default buffer: one call empties it
# What may wait for a broker that does not read. Beyond it the connection is given up; the database still has it all.
MAX_UNSENT_BYTES = 16 * 1024 * 1024
LONGEST_TOPIC_BYTES = 65_535

# MQTT 3.1.1, sections 2.2.3, 3.3.1 and 3.4.
_PUBLISH = 0x30  # with QoS 0, not sent before
_RETAIN_BIT = 0x01
_PUBACK_HEAD = b"\x40\x02"
_PUBACK_BYTES = 4
_LONGEST_LENGTH_BYTES = 4
_WOULD_BLOCK = (BlockingIOError, ssl.SSLWantReadError, ssl.SSLWantWriteError)


class BufferedClient(mqtt.Client):
    """An MQTT 3.1.1 client on the running event loop's readers and writers."""

    def __init__(self, client_id: str, deliver: Deliver) -> None:
        """Take the client id and what is called for each message; `deliver` must not raise."""
        super().__init__(
            CallbackAPIVersion.VERSION2, client_id=client_id, clean_session=True, protocol=MQTTProtocolVersion.MQTTv311
        )
        self.host = "given"  # paho wants a name before it connects; ours are connected when we get them
        self.max_inflight_messages_set(0)
        self.max_queued_messages_set(0)
        self._deliver = deliver
        self._event_loop = asyncio.get_running_loop()
        self._opened: socket.socket | None = None
        self._received = b""
        self._read_at = 0
        self._unsent: list[bytes] = []
        self._flush_due = False
        self._writer_waits = False
        self.on_message = self._hand_over
        self.on_socket_open = self._socket_opened
        self.on_socket_close = self._socket_closing
        self.on_socket_register_write = self._wants_to_write

    def start(self, opened: socket.socket) -> None:
        """Speak MQTT on a connected socket (TLS handshake done): sends CONNECT, then answers come by callback."""
        self._opened = opened
        self.reconnect()

    def send(self, topic: str, payload: bytes, qos: int) -> None:
        """Queue one PUBLISH (QoS 0 or 1) for the joined send of this turn; only while connected.

        Nothing is kept for sending it again: whoever needs that has it in a database. Raises ValueError for a topic that
        is none.
        """
        name = topic.encode()
        if not 0 < len(name) <= LONGEST_TOPIC_BYTES:
            raise ValueError("a topic has 1 to 65,535 bytes")
        identifier = self._mid_generate().to_bytes(2, "big") if qos else b""
        size = 2 + len(name) + len(identifier) + len(payload)
        head = bytearray((_PUBLISH | qos << 1,))
        self._pack_remaining_length(head, size)
        self._unsent.append(b"".join((head, len(name).to_bytes(2, "big"), name, identifier, payload)))
        self._wants_to_write(self, None, None)

    def close(self) -> None:
        """Say goodbye if the broker listens, and close the socket."""
        self.disconnect()
        self.flush()
        self._sock_close()

    def feed(self) -> None:
        """Take what the socket has, handle every whole packet in it, send what that produced."""
        try:
            data = self._take()
        except _WOULD_BLOCK:
            return
        except OSError:
            data = b""
        if not data:
            self._loop_rc_handle(MQTTErrorCode.MQTT_ERR_CONN_LOST)
            return
        self._last_bytes_received = time.monotonic()
        self._received = self._received[self._read_at :] + data if self._read_at < len(self._received) else data
        self._read_at = 0
        while self._read_at < len(self._received):
            if self._take_message() or self._take_puback():
                continue
            code = self._packet_read()
            if code > 0:
                self._loop_rc_handle(code)
                return
        self.flush()

    def flush(self) -> None:
        """Hand everything that waits to the socket, in one call where it takes it."""
        self._flush_due = False
        if self._sock is None:
            return
        if self._out_packet:
            self.loop_write()
        if self._unsent and not self._writer_waits:
            self._send(b"".join(self._unsent))

    def _send(self, data: bytes) -> None:
        self._unsent.clear()
        open_socket = self._sock
        if open_socket is None:
            return
        try:
            sent = open_socket.send(data)
        except _WOULD_BLOCK:
            sent = 0
        except OSError:
            self._loop_rc_handle(MQTTErrorCode.MQTT_ERR_CONN_LOST)
            return
        if sent == len(data):
            return
        if len(data) - sent > MAX_UNSENT_BYTES:
            self._loop_rc_handle(MQTTErrorCode.MQTT_ERR_CONN_LOST)
            return
        self._unsent.append(data[sent:])
        self._writer_waits = True
        self._event_loop.add_writer(open_socket, self._writable_again)

    def _take(self) -> bytes:
        open_socket: Any = self._sock
        data: bytes = open_socket.recv(RECEIVE_BYTES)
        # TLS hands out one record at a time; what it has already decrypted never makes the socket readable again.
        while data and isinstance(open_socket, ssl.SSLSocket) and open_socket.pending():
            data += open_socket.recv(RECEIVE_BYTES)
        return data

    # Nearly all that comes is a message with QoS 0, or says that one of ours has arrived. Where one of these lies here
    # whole, it does not go through paho, which reads every packet byte by byte. All else does, and what is split or wrong.

    def _take_message(self) -> bool:
        data, start = self._received, self._read_at
        if data[start] & ~_RETAIN_BIT != _PUBLISH or self._is_within_packet:
            return False
        size, begin = _length_at(data, start + 1)
        end, payload = begin + size, begin + 2 + int.from_bytes(data[begin : begin + 2], "big")
        if not payload <= end <= len(data):
            return False
        self._read_at = end
        try:
            topic = data[begin + 2 : payload].decode()
        except UnicodeDecodeError:
            topic = ""  # no topic of ours; it is counted as such
        self._deliver(topic, data[payload:end], data[start] & _RETAIN_BIT != 0)
        return True

    def _take_puback(self) -> bool:
        # `send` keeps nothing that it could settle; `publish` of paho does.
        end = self._read_at + _PUBACK_BYTES
        is_one = self._received.startswith(_PUBACK_HEAD, self._read_at) and end <= len(self._received)
        if not is_one or self._out_messages or self._is_within_packet:
            return False
        self._read_at = end
        return True

    @property
    def _is_within_packet(self) -> bool:
        return self._in_packet["command"] != 0

    # What paho calls.

    def _create_socket(self) -> Any:
        opened, self._opened = self._opened, None
        if opened is None:
            raise ConnectionError("no socket was handed over")
        opened.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return opened

    def _sock_recv(self, bufsize: int) -> bytes:
        start = self._read_at
        data = self._received[start : start + bufsize]
        if not data:
            raise BlockingIOError
        self._read_at = start + len(data)
        return data

    def _sock_send(self, buf: bytes | bytearray) -> int:
        self._unsent.append(bytes(buf))
        return len(buf)

    def _hand_over(self, _client: mqtt.Client, _userdata: object, message: mqtt.MQTTMessage) -> None:
        try:
            topic = message.topic
        except UnicodeDecodeError:
            topic = ""  # no topic of ours; it is counted as such
        self._deliver(topic, bytes(message.payload), message.retain)

    def _socket_opened(self, _client: mqtt.Client, _userdata: object, opened: Any) -> None:
        self._received, self._read_at = b"", 0
        self._unsent.clear()
        self._writer_waits = False
        self._event_loop.add_reader(opened, self.feed)

    def _socket_closing(self, _client: mqtt.Client, _userdata: object, closing: Any) -> None:
        self._event_loop.remove_reader(closing)
        self._event_loop.remove_writer(closing)

    def _wants_to_write(self, _client: mqtt.Client, _userdata: object, _socket: object) -> None:
        if not self._flush_due:
            self._flush_due = True
            self._event_loop.call_soon(self.flush)

    def _writable_again(self) -> None:
        if self._sock is not None:
            self._event_loop.remove_writer(self._sock)
        self._writer_waits = False
        self.flush()


def _length_at(data: bytes, at: int) -> tuple[int, int]:
    """Return the length of a packet that stands at `at`, and what follows it; too great a length while it is not all there."""
    length = 0
    for index, byte in enumerate(data[at : at + _LONGEST_LENGTH_BYTES]):
        length |= (byte & 0x7F) << 7 * index
        if byte < 0x80:
            return length, at + index + 1
    return len(data), at
