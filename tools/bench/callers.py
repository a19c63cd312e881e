"""People who rent, as fast as they are answered: N keep-alive HTTP connections in a closed loop.

A bare asyncio protocol instead of an HTTP library, so that the callers are never the bottleneck.
"""

import asyncio
import json
import time
import uuid
from collections.abc import Iterator
from dataclasses import dataclass

RENTAL_TIMEOUT_S = 30.0


@dataclass(frozen=True)
class Target:
    """Where to rent: the cloud's address, bearer tokens of which each rents once, and the cabinets to take turns at."""

    host: str
    port: int
    tokens: Iterator[str]
    cabinets: tuple[str, ...]


class _Answers(asyncio.Protocol):
    """One connection: a request goes out whole, an answer comes back whole."""

    def __init__(self) -> None:
        self._received = b""
        self._answer: asyncio.Future[tuple[int, bytes]] | None = None
        self._transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)  # noqa: S101 - a TCP connection has no other
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        self._received += data
        head, found, body = self._received.partition(b"\r\n\r\n")
        if not found or self._answer is None:
            return
        length = int(head.lower().partition(b"content-length:")[2].split(b"\r\n")[0])
        if len(body) >= length:
            self._received = body[length:]
            self._answer.set_result((int(head[9:12]), body[:length]))

    def connection_lost(self, exc: Exception | None) -> None:
        if self._answer is not None and not self._answer.done():
            self._answer.set_exception(exc or ConnectionResetError("the cloud closed the connection"))

    async def ask(self, request: bytes) -> tuple[int, bytes]:
        """Send a request; return status and body of its answer."""
        self._answer = asyncio.get_running_loop().create_future()
        if self._transport is not None:
            self._transport.write(request)
        async with asyncio.timeout(RENTAL_TIMEOUT_S):
            return await self._answer


async def rent_all(target: Target, callers: int, rentals: int) -> list[float]:
    """Make `rentals` rentals with so many callers at a time; return how long each took, in milliseconds.

    Raises RuntimeError when one was not lent a bank.
    """
    left = iter(range(rentals))
    times_ms: list[float] = []

    async def caller() -> None:
        _, connection = await asyncio.get_running_loop().create_connection(_Answers, target.host, target.port)
        for turn in left:
            request = _request(next(target.tokens), target.cabinets[turn % len(target.cabinets)])
            started = time.perf_counter()
            status, body = await connection.ask(request)
            times_ms.append((time.perf_counter() - started) * 1_000)
            if status != 201 or json.loads(body)["state"] != "active":
                raise RuntimeError(f"a rental failed: {status} {body.decode(errors='replace')}")

    await asyncio.gather(*(caller() for _ in range(callers)))
    return times_ms


def _request(token: str, cabinet_id: str) -> bytes:
    body = b'{"cabinet_id":"%b"}' % cabinet_id.encode()
    lines = (
        "POST /api/v1/rentals HTTP/1.1",
        "Host: bench",
        f"Authorization: Bearer {token}",
        f"Idempotency-Key: {uuid.uuid4().hex}",
        "Prefer: wait=20",
        "Content-Type: application/json",
        f"Content-Length: {len(body)}",
    )
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body
