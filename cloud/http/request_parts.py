"""Reads what several routes need of a request: its body within bounds of size and time, Idempotency-Key and Prefer."""

import asyncio

from aiohttp import web

from cloud.http.call import MemberCall, parse_int
from cloud.http.problems import BodyTooSlow, InvalidParameter

BODY_TIMEOUT_S = 10.0
MAX_BODY_BYTES = 16 * 1024
LONGEST_WAIT_S = 60
LONGEST_KEY = 255


async def read_body(request: web.Request) -> bytes:
    """Return the whole body; raises BodyTooSlow, or aiohttp's HTTPRequestEntityTooLarge."""
    if request.content.is_eof():  # it came with the headers, as nearly always
        return await request.read()
    try:
        async with asyncio.timeout(BODY_TIMEOUT_S):
            return await request.read()
    except TimeoutError:
        raise BodyTooSlow(f"the whole body must arrive within {BODY_TIMEOUT_S:.0f} seconds") from None


def idempotency_key(call: MemberCall) -> str:
    """Return the Idempotency-Key; raises InvalidParameter."""
    key = call.request.headers.get("Idempotency-Key", "")
    if not 0 < len(key) <= LONGEST_KEY or not (key.isascii() and key.isprintable()):
        raise InvalidParameter(
            f"send an Idempotency-Key of 1 to {LONGEST_KEY} printable characters, the same one when you repeat this request"
        )
    return key


def preferred_wait_s(call: MemberCall) -> int:
    """Return how long the answer may wait (RFC 7240, `Prefer: wait`): 0 when nothing is said, 60 at most."""
    for preference in call.request.headers.get("Prefer", "").split(","):
        name, _, value = preference.strip().partition("=")
        if name.lower() == "wait":
            return min(parse_int("Prefer: wait", value, 0, 10**9), LONGEST_WAIT_S)
    return 0
