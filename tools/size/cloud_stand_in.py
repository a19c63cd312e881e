"""Plays the cloud to one cabinet: answers its reports, commits its events, sends it commands. Decides nothing.

Owns an MQTT connection and the device's keys. For measuring firmware without a database; the mission tests use the real cloud.
"""

import os
import time
from typing import Any, Self

import paho.mqtt.client as mqtt
from paho.mqtt.enums import CallbackAPIVersion

from shared_protocol import cabinet as wire
from shared_protocol import envelope, fields, keys, messages, topics
from shared_protocol.host import codec

LEND_WINDOW_MS = 60_000

Message = dict[int, Any]


class CloudStandIn:
    """Use with `with`. `presence` is the newest; `states` of slots by number; the lists hold the events that came."""

    def __init__(self, host: str, port: int, user: str, password: str, device_id: str, root: bytes) -> None:
        self._address = (host, port)
        self._device_id = device_id
        self._protected = envelope.protected_header(envelope.key_id(device_id, 1))
        self._up = keys.MacKey(keys.derive(root, keys.UP))
        self._down = keys.MacKey(keys.derive(root, keys.DOWN))
        self._client = mqtt.Client(CallbackAPIVersion.VERSION2, client_id=user)
        self._client.username_pw_set(user, password)
        self._client.on_connect = self._listen
        self._client.on_message = lambda _client, _data, message: self._take(message.topic, bytes(message.payload))
        self._committed = 0
        self.presence: Message = {}
        self.states: dict[int, int] = {}
        self.results: list[Message] = []
        self.configured: list[Message] = []
        self.returned: list[Message] = []

    def __enter__(self) -> Self:
        """Connect and listen."""
        self._client.connect(*self._address)
        self._client.loop_start()
        return self

    def __exit__(self, *_: object) -> None:
        """Hang up."""
        self._client.disconnect()
        self._client.loop_stop()

    def lend(self) -> None:
        """Order a lend."""
        body = {
            fields.TYPE: wire.LEND,
            fields.COMMAND: os.urandom(16),
            fields.ORDER: os.urandom(16),
            fields.BOOT: self.presence[fields.BOOT],
            fields.NOT_AFTER_UPTIME_MS: self.presence[fields.UPTIME_MS] + LEND_WINDOW_MS,
        }
        self._send(topics.COMMAND, body)

    def configure(self, version: int) -> None:
        """Send a configuration."""
        record = {
            wire.LEND_RULE: ["charge:desc", "cycles:asc", "slot:asc"],
            wire.MINIMUM_CHARGE_PCT: 0,
            wire.MAXIMUM_TEMPERATURE_DC: 600,
            wire.DISABLED_SLOTS: [],
        }
        body = {
            fields.TYPE: wire.CONFIGURE,
            fields.COMMAND: os.urandom(16),
            fields.CONFIGURATION_VERSION: version,
            wire.CONFIGURATION: record,
        }
        self._send(topics.COMMAND, body)

    def is_online(self) -> bool:
        """Tell whether the cabinet's newest presence says so."""
        return bool(self.presence.get(fields.ONLINE))

    def _listen(self, client: mqtt.Client, *_: object) -> None:
        client.subscribe([(topics.every_device(leaf), 1) for leaf in topics.UP_LEAVES])

    def _send(self, leaf: str, body: Message) -> None:
        topic = topics.topic(self._device_id, leaf)
        sealed = envelope.seal(self._down, self._protected, topic, codec.build(body, leaf))
        self._client.publish(topic, sealed, qos=1)

    def _take(self, topic: str, data: bytes) -> None:
        leaf = topics.parse(topic)[1]
        body = codec.parse(envelope.Envelope(data).verify(self._up, topic), leaf)
        kind = body[fields.TYPE]
        if kind == messages.PRESENCE:
            self.presence = body
            if body[fields.ONLINE]:
                self._acknowledge(body)
        elif kind == wire.STATUS:
            for slot in body[wire.SLOTS]:
                self.states[slot[wire.SLOT]] = slot[wire.SLOT_STATE]
        elif leaf == topics.EVENT:
            self._commit(kind, body)

    def _commit(self, kind: int, body: Message) -> None:
        if body[fields.SEQ] == self._committed + 1:
            self._committed += 1
            kept = {
                wire.LEND_RESULT: self.results,
                messages.CONFIGURATION_RESULT: self.configured,
                wire.BANK_RETURNED: self.returned,
            }
            kept.get(kind, []).append(body)
        self._acknowledge(body)

    def _acknowledge(self, body: Message) -> None:
        answer = {
            fields.TYPE: messages.ACK,
            fields.JOURNAL: body[fields.JOURNAL],
            fields.SEQ: self._committed,
            fields.TIME_MS: time.time_ns() // 1_000_000,
            fields.ECHO_BOOT: body[fields.BOOT],
            fields.ECHO_UPTIME_MS: body[fields.UPTIME_MS],
        }
        self._send(topics.ACK, answer)
