"""The link to the broker: umqtt over a PacketSocket, up again by itself whenever it went down.

Three inputs to the core: LINK_UP, LINK_DOWN, MESSAGE. Publishes at QoS 0, because the core asks again for what matters;
commands come at QoS 1. A connection counts as lost when the network says so, when the broker was silent for SILENCE_MS
(it answers a ping), and when it does not take us in within ADMISSION_MS. Knows nothing of what messages mean.
"""

import asyncio
import gc
import os

from umqtt import simple

from firmware.adapters.board.dialling import dial, resolve
from firmware.adapters.board.packet_socket import NotYet
from firmware.adapters.board.watchdog import LINK
from firmware.core.common import inputs
from firmware.core.common.effects import ERROR, INFO, WARNING
from shared_protocol import topics
from shared_protocol.errors import LocalError, RemoteError

KEEPALIVE_S = 30
PING_MS = 10_000
SILENCE_MS = 25_000
CONNECT_MS = 5_000
ADMISSION_MS = 10_000  # with the TLS handshake, which takes an ESP32 up to 4 s
FIRST_RETRY_MS = 1_000
LONGEST_RETRY_MS = 60_000
# A connection that lasted this long was a good one: the next loss starts with the shortest wait again.
GOOD_MS = 30_000

# What arrives is looked for this often. Waiting in asyncio's streams would be sooner and take 2 KB more.
_TICK_MS = 10
_CONNACK = 0x20
_PUBLISH = 0x30
_SUBACK = 0x90
_SUBSCRIPTION_REFUSED = 0x80
_DOWN_LEAVES = (topics.COMMAND, topics.ACK)


class MqttLink:
    """`run` is its task, `up` tells whether the broker takes messages. Call `serve` before that starts."""

    def __init__(self, settings, channel, packets, network, console, watchdog, tls_context) -> None:
        """`channel` is a DeviceChannel, `network` has `ready(now_ms)`, `tls_context` is None for plain TCP."""
        self._host = settings.broker_host
        self._port = settings.broker_port
        self._channel = channel
        self._network = network
        self._console = console
        self._uptime = console.uptime
        self._watchdog = watchdog
        self._tls_context = tls_context
        self._topics = [channel.topic(leaf).encode() for leaf in _DOWN_LEAVES]
        self._packets = packets
        self._client = self._new_client(settings)
        self.up = False
        self._connection = 0
        self._subscribed = 0
        self._heard_ms = 0
        self._failure: OSError | None = None
        self._retries = 0
        self._refused = 0
        self._said = ""

    def serve(self, feed, will) -> None:
        """Take who gets the inputs, `feed(event)`, and who makes the body of a last will, `will(connection)`."""
        self._feed = feed
        self._will = will

    @property
    def discarded(self) -> int:
        """How many incoming messages were thrown away: too long, not authentic, not understood."""
        return self._refused + self._packets.skipped

    def publish(self, leaf: str, body: dict, retain: bool) -> None:
        """Put a message into the send buffer, for `flush`; drops it while there is no link."""
        if not self.up or self._failure:
            return
        try:
            envelope = self._channel.seal(leaf, body)
        except LocalError as error:  # our own bug: loud, but no reason to stop lending
            self._console.say(ERROR, "cannot be sent: " + str(error))
            return
        try:
            self._client.publish(self._channel.topic(leaf), envelope, retain)
        except OSError as error:
            self._failure = error

    def flush(self) -> None:
        """Send what was published."""
        try:
            self._packets.flush()
        except OSError as error:
            self._failure = error

    async def run(self) -> None:
        """Keep a connection up, for ever."""
        while True:
            self._watchdog.advanced(LINK)
            if not self._network.ready(self._uptime.now_ms()):
                await asyncio.sleep_ms(250)
                continue
            started_ms = self._uptime.now_ms()
            try:
                await self._live()
            except (OSError, ValueError, AssertionError, IndexError, simple.MQTTException) as error:
                self._went_down(error)
            if self._uptime.now_ms() - started_ms >= GOOD_MS:
                self._retries = 0
            await self._wait_before_retry()

    async def _live(self) -> None:
        """Connect and stay until something fails, which is raised."""
        gc.collect()
        self._failure = None
        address = resolve(self._host, self._port)
        self._watchdog.advanced(LINK)
        stream = await dial(address, self._host, self._tls_context, CONNECT_MS)
        self._watchdog.advanced(LINK)
        self._packets.attach(stream)
        try:
            self._ask_in()
            await self._tend()
        finally:
            self._packets.close()

    def _new_client(self, settings):
        identity = settings.device_id.encode()
        password = settings.broker_password.encode()
        client = simple.MQTTClient(identity, self._host, 0, identity, password, KEEPALIVE_S)
        client.set_callback(self._on_publish)
        return client

    def _ask_in(self) -> None:
        self._connection += 1
        self._subscribed = 0
        self._heard_ms = self._uptime.now_ms()
        will = self._channel.seal(topics.PRESENCE, self._will(self._connection))
        self._client.set_last_will(self._channel.topic(topics.PRESENCE), will, True, 1)
        # umqtt asks its module `socket` for a socket and an address: the connected one is here.
        simple.socket = self._packets  # type: ignore[attr-defined]
        try:
            self._client.connect()
        except NotYet:
            self._packets.flush()

    async def _tend(self) -> None:
        """Receive, and watch over time: taken in soon enough, not silent, the rest of what is to be sent."""
        pinged_ms = started_ms = self._uptime.now_ms()
        while True:
            self._watchdog.advanced(LINK)
            await asyncio.sleep_ms(_TICK_MS)
            self._receive()
            if self._failure:
                raise self._failure
            now_ms = self._uptime.now_ms()
            if not self.up and now_ms - started_ms >= ADMISSION_MS:
                raise OSError("the broker does not take us in")
            if now_ms - self._heard_ms >= SILENCE_MS:
                raise OSError("the broker is silent")
            if now_ms - pinged_ms >= PING_MS:
                pinged_ms = now_ms
                self._client.ping()
            self._packets.flush()

    def _receive(self) -> None:
        while self._packets.fill():
            self._heard_ms = self._uptime.now_ms()
            self._take_packets()

    def _take_packets(self) -> None:
        while True:
            first = self._packets.open_packet()
            if first is None:
                break
            kind = first & 0xF0
            if kind == _PUBLISH:
                self._client.wait_msg()
            elif kind == _CONNACK:
                self._on_connack(self._packets.read(4)[3])
            elif kind == _SUBACK:
                self._on_suback(self._packets.read(5)[4])
            self._packets.close_packet()
        self.flush()

    def _on_connack(self, code: int) -> None:
        if code:
            raise simple.MQTTException(code)
        self._subscribe()

    def _on_suback(self, code: int) -> None:
        if code == _SUBSCRIPTION_REFUSED:
            raise OSError("the broker refuses a subscription")
        self._subscribed += 1
        if self._subscribed < len(self._topics):
            self._subscribe()
        else:
            self._went_up()

    def _subscribe(self) -> None:
        try:
            self._client.subscribe(self._topics[self._subscribed], 1)
        except NotYet:
            pass  # `_on_suback` takes the answer

    def _on_publish(self, topic: bytes, message: bytes) -> None:
        if topic not in self._topics:
            self._refuse("a topic that was not asked for")
            return
        leaf = _DOWN_LEAVES[self._topics.index(topic)]
        try:
            body = self._channel.open(leaf, message)
        except RemoteError as error:
            self._refuse(error.detail)
            return
        self._feed((inputs.MESSAGE, leaf, body))

    def _refuse(self, why: str) -> None:
        self._refused += 1
        if not self._refused & self._refused - 1:  # the first, the second, the fourth: a flood stays readable
            self._console.say(WARNING, "message refused, number " + str(self._refused) + ": " + why)

    def _went_up(self) -> None:
        self.up = True
        self._said = ""
        self._console.say(INFO, "link up, connection " + str(self._connection))
        self._feed((inputs.LINK_UP, self._connection))

    def _went_down(self, error: BaseException) -> None:
        reason = str(error) or type(error).__name__
        if isinstance(error, simple.MQTTException):
            reason = "the broker refuses us, code " + reason
        if reason != self._said:  # once, not at every attempt
            self._said = reason
            self._console.say(WARNING, ("link lost: " if self.up else "no link: ") + reason)
        if self.up:
            self.up = False
            self._feed((inputs.LINK_DOWN,))

    async def _wait_before_retry(self) -> None:
        # Half of it by chance, so that a town of cabinets does not come back in one moment.
        longest_ms = min(FIRST_RETRY_MS << self._retries, LONGEST_RETRY_MS)
        self._retries = min(self._retries + 1, 6)
        wait_ms = longest_ms // 2 + longest_ms * int.from_bytes(os.urandom(2), "big") // 131_072
        until_ms = self._uptime.now_ms() + wait_ms
        while self._uptime.now_ms() < until_ms:
            self._watchdog.advanced(LINK)
            await asyncio.sleep_ms(min(wait_ms, 250))
