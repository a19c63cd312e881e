"""Who owns the broker: hears everything, and can publish whatever it likes under any topic."""

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import paho.mqtt.client as mqtt
from paho.mqtt.enums import CallbackAPIVersion

from shared_protocol import cbor, envelope
from tests.support.waiting import until

USER = "wiretap"


@dataclass(frozen=True)
class Heard:
    """One message as it went over the wire."""

    topic: str
    payload: bytes
    retained: bool
    at: float

    @property
    def leaf(self) -> str:
        """The last part of the topic."""
        return self.topic.rsplit("/", 1)[1]

    @property
    def body(self) -> dict[int, Any]:
        """The message inside the envelope, read without any key: a MAC hides nothing."""
        sealed = envelope.Envelope(self.payload)
        body = cbor.decode(sealed._payload)
        assert isinstance(body, dict)
        return body


class Wiretap:
    """Records all traffic of a broker whose access rules allow USER everything."""

    def __init__(self, host: str, port: int, password: str) -> None:
        self._lock = threading.Lock()
        self._heard: list[Heard] = []
        subscribed = threading.Event()
        self._client = mqtt.Client(CallbackAPIVersion.VERSION2, client_id=USER)
        self._client.username_pw_set(USER, password)
        self._client.on_connect = lambda client, *_: client.subscribe("#", 1)
        self._client.on_subscribe = lambda *_: subscribed.set()
        self._client.on_message = self._on_message
        self._client.connect(host, port)
        self._client.loop_start()
        assert subscribed.wait(10), "the wiretap could not subscribe"

    def close(self) -> None:
        self._client.disconnect()
        self._client.loop_stop()

    def heard(self, device_id: str, leaf: str, since: float = 0.0) -> list[Heard]:
        """Return what was heard of a device on a leaf, in order."""
        with self._lock:
            return [
                one for one in self._heard if f"/{device_id}/" in one.topic and one.leaf == leaf and one.at >= since
            ]

    def wait_for(
        self, device_id: str, leaf: str, wanted: Callable[[Heard], bool] = lambda _: True, since: float = 0.0
    ) -> Heard:
        """Return the first message of that kind, waiting for it if need be."""
        found = until(
            f"a message of {device_id} on {leaf}",
            lambda: [one for one in self.heard(device_id, leaf, since) if wanted(one)],
        )
        return found[0]

    def publish(self, topic: str, payload: bytes, qos: int = 1, retain: bool = False) -> None:
        """Put a message on the wire, and return when the broker has it."""
        self._client.publish(topic, payload, qos, retain).wait_for_publish(10)

    def _on_message(self, _client: mqtt.Client, _userdata: object, message: mqtt.MQTTMessage) -> None:
        with self._lock:
            self._heard.append(Heard(message.topic, bytes(message.payload), message.retain, time.monotonic()))
