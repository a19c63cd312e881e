"""The private parts of paho that `BufferedClient` replaces or calls. A new paho that changes one fails here first."""

import importlib.metadata
import inspect
import re
import time
from pathlib import Path

import paho.mqtt.client as mqtt
import pytest

from cloud.bridge.buffered_client import BufferedClient

SOURCE = inspect.getsource(mqtt.Client)


def test_paho_is_the_pinned_version():
    pinned = re.search(r'"paho-mqtt==([\d.]+)"', Path("pyproject.toml").read_text())
    assert pinned
    assert importlib.metadata.version("paho-mqtt") == pinned[1]


@pytest.mark.parametrize(
    ("name", "parameters"),
    [
        ("_sock_recv", ["self", "bufsize"]),
        ("_sock_send", ["self", "buf"]),
        ("_sock_close", ["self"]),
        ("_create_socket", ["self"]),
        ("_packet_read", ["self"]),
        ("_loop_rc_handle", ["self", "rc"]),
        ("_mid_generate", ["self"]),
        ("_pack_remaining_length", ["self", "packet", "remaining_length"]),
    ],
)
def test_the_private_method_is_there_and_takes_what_we_give(name, parameters):
    assert list(inspect.signature(getattr(mqtt.Client, name)).parameters) == parameters


def test_every_byte_goes_through_the_two_methods_we_replace():
    touching = [line.strip() for line in SOURCE.splitlines() if "_sock.recv(" in line or "_sock.send(" in line]
    assert touching == ["return self._sock.recv(bufsize)", "return self._sock.send(buf)"]


def test_reconnect_makes_its_socket_by_the_method_we_replace():
    assert "self._sock = self._create_socket()" in inspect.getsource(mqtt.Client.reconnect)


def test_a_queued_packet_asks_our_callback_for_a_flush():
    queue = inspect.getsource(mqtt.Client._packet_queue)
    assert "self._on_socket_register_write is None" in queue
    assert "self._call_socket_register_write()" in queue


def test_reading_goes_on_until_no_bytes_are_left():
    assert "except BlockingIOError:\n                return MQTTErrorCode.MQTT_ERR_AGAIN" in inspect.getsource(
        mqtt.Client._packet_read
    )
    assert mqtt.MQTTErrorCode.MQTT_ERR_AGAIN < 0 < mqtt.MQTTErrorCode.MQTT_ERR_CONN_LOST


async def test_our_own_names_are_not_names_of_paho():
    ours = BufferedClient("name", lambda *_: None)
    replaced = {"_create_socket", "_sock_recv", "_sock_send"}
    paho = set(dir(mqtt.Client(mqtt.CallbackAPIVersion.VERSION2)))
    assert {name for name in vars(BufferedClient) if not name.startswith("__")} & paho == replaced
    assert {"_deliver", "_event_loop", "_opened", "_received", "_unsent"} <= set(vars(ours)) - paho


def test_between_two_packets_paho_holds_no_command_and_it_notes_when_bytes_came():
    reading = inspect.getsource(mqtt.Client._packet_read)
    assert "if self._in_packet['command'] == 0:" in reading
    assert "self._last_bytes_received = time_func()" in reading
    assert mqtt.time_func is time.monotonic


def test_what_settles_no_publish_of_paho_changes_nothing():
    assert "if mid in self._out_messages" in inspect.getsource(mqtt.Client._handle_pubackcomp)
