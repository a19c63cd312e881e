"""Keeps one connection to the broker: opens it, subscribes, and after a loss opens it again with back-off.

Says once that the broker is lost and once that it is back. Knows nothing of what the messages mean.
"""

import asyncio
import contextlib
import logging
import random
import socket
import ssl
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from paho.mqtt.client import DisconnectFlags
from paho.mqtt.properties import Properties
from paho.mqtt.reasoncodes import ReasonCode

from cloud.bridge.buffered_client import BufferedClient, Deliver

CONNECT_TIMEOUT_S = 5.0
KEEP_ALIVE_S = 20
FIRST_WAIT_S = 0.1
LONGEST_WAIT_S = 5.0

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class BrokerAddress:
    """Where the broker is and who we are there. `certificates` is the CA file for TLS, None for plain TCP."""

    host: str
    port: int
    user: str
    password: str
    certificates: str | None = None

    def __str__(self) -> str:
        return f"{self.host}:{self.port}"


class Connection:
    """One client of the broker, as long as `run` runs."""

    def __init__(
        self,
        address: BrokerAddress,
        filters: Sequence[str],
        deliver: Deliver,
        on_up: Callable[[], None],
        on_down: Callable[[], None],
    ) -> None:
        """Take the topic filters to subscribe to (QoS 0), and what to call for messages, when up and when down."""
        self.is_up = False
        self._address = address
        self._filters = list(filters)
        self._on_up = on_up
        self._on_down = on_down
        self._changed = asyncio.Event()
        self._ended = True
        self._cause = ""
        self._client = BufferedClient(address.user, deliver)
        self._client.username_pw_set(address.user, address.password)
        self._client.keepalive = KEEP_ALIVE_S
        self._client.on_connect = self._on_connect
        self._client.on_subscribe = self._on_subscribe
        self._client.on_disconnect = self._on_disconnect

    def publish(self, topic: str, payload: bytes, qos: int) -> None:
        """Send one message; only while `is_up`."""
        self._client.send(topic, payload, qos)

    async def run(self) -> None:
        """Stay connected until cancelled."""
        lost_at: float | None = None
        wait_s = FIRST_WAIT_S
        try:
            while True:
                if await self._opened():
                    if lost_at is not None:
                        log.info("broker %s is back after %.1f s", self._address, time.monotonic() - lost_at)
                    lost_at, wait_s = None, FIRST_WAIT_S
                    await self._until_lost()
                if lost_at is None:
                    lost_at = time.monotonic()
                    log.warning("no broker at %s: %s; trying again until it is there", self._address, self._cause)
                await asyncio.sleep(wait_s * random.uniform(0.5, 1.0))
                wait_s = min(wait_s * 2, LONGEST_WAIT_S)
        finally:
            self._client.close()
            self._down()

    async def _opened(self) -> bool:
        try:
            opened = await asyncio.to_thread(_open_socket, self._address)
        except (OSError, ssl.SSLError) as error:
            self._cause = str(error)
            return False
        self._ended = False
        self._cause = "it does not answer"
        self._client.start(opened)
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(CONNECT_TIMEOUT_S):
                while not self.is_up and not self._ended:
                    await self._wait()
        if not self.is_up:
            self._client.close()
        return self.is_up

    async def _until_lost(self) -> None:
        while not self._ended:
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(1.0):
                    await self._wait()
            self._client.loop_misc()
        self._client.drop_out_messages()  # the database re-sends what matters, bound to the boot of then

    async def _wait(self) -> None:
        await self._changed.wait()
        self._changed.clear()

    def _on_connect(self, client: Any, _userdata: object, _flags: object, reason: ReasonCode, _: object) -> None:
        if reason.is_failure:
            self._cause = f"it refuses our login: {reason}"
            return
        client.subscribe([(topic_filter, 0) for topic_filter in self._filters])

    def _on_subscribe(self, _client: Any, _userdata: object, _mid: int, reasons: list[ReasonCode], _: object) -> None:
        if any(reason.is_failure for reason in reasons):
            self._cause = "it refuses our subscriptions"
            self._client.disconnect()
            return
        self.is_up = True
        self._changed.set()
        self._on_up()

    def _on_disconnect(
        self, _client: Any, _userdata: object, _flags: DisconnectFlags, reason: ReasonCode, _: Properties | None
    ) -> None:
        if self.is_up:
            self._cause = f"connection lost: {reason}"
        self._ended = True
        self._changed.set()
        self._down()

    def _down(self) -> None:
        if self.is_up:
            self.is_up = False
            self._on_down()


def _open_socket(address: BrokerAddress) -> socket.socket:
    opened = socket.create_connection((address.host, address.port), CONNECT_TIMEOUT_S)
    if address.certificates is None:
        return opened
    context = ssl.create_default_context(cafile=address.certificates)
    try:
        return context.wrap_socket(opened, server_hostname=address.host)
    except BaseException:
        opened.close()
        raise
