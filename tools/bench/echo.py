"""The reference of a benchmark: how long one message takes through the broker and back, and nothing else.

Two connections of this process: one asks, the other answers. No CBOR, no MAC, no database.
"""

import asyncio
import socket
import time

from cloud.bridge.buffered_client import BufferedClient, Deliver

ASKER = "echo-asker"
ANSWERER = "echo-answerer"
ASK = "bench/ask"
ANSWER = "bench/answer"
CONNECT_TIMEOUT_S = 10.0
PAYLOAD = bytes(150)  # as long as a sealed LEND


class Echo:
    """An asker and an answerer on one broker."""

    def __init__(self, host: str, port: int, password: str) -> None:
        """Take the address and the password of ASKER and ANSWERER, whose access rules allow `bench/#`."""
        self._address = (host, port)
        self._password = password
        self._answered: asyncio.Future[None] | None = None

    async def open(self) -> None:
        """Connect both ends."""
        self._answerer = await self._client(ANSWERER, ASK, self._on_ask)
        self._asker = await self._client(ASKER, ANSWER, self._on_answer)

    def close(self) -> None:
        """Disconnect both ends."""
        self._asker.close()
        self._answerer.close()

    async def round_trip_ms(self) -> float:
        """Send one message there and back; return how long that took."""
        self._answered = asyncio.get_running_loop().create_future()
        started = time.perf_counter()
        self._asker.publish(ASK, PAYLOAD, 0)
        await self._answered
        return (time.perf_counter() - started) * 1_000

    def _on_ask(self, _topic: str, _payload: bytes, _retained: bool) -> None:
        self._answerer.publish(ANSWER, PAYLOAD, 0)

    def _on_answer(self, _topic: str, _payload: bytes, _retained: bool) -> None:
        if self._answered is not None and not self._answered.done():
            self._answered.set_result(None)

    async def _client(self, user: str, topic: str, deliver: Deliver) -> BufferedClient:
        subscribed = asyncio.Event()
        client = BufferedClient(user, deliver)
        client.username_pw_set(user, self._password)
        client.on_connect = lambda client, *_: client.subscribe(topic, 0)
        client.on_subscribe = lambda *_: subscribed.set()
        client.start(socket.create_connection(self._address))
        async with asyncio.timeout(CONNECT_TIMEOUT_S):
            await subscribed.wait()
        return client
