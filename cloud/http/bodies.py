"""Reads the bytes of a request's body, within a bound of size and of time."""

import asyncio

from aiohttp import web

from cloud.http.problems import BodyTooSlow

BODY_TIMEOUT_S = 10.0
MAX_BODY_BYTES = 16 * 1024


async def read_body(request: web.Request) -> bytes:
    """Return the whole body; raises BodyTooSlow, or aiohttp's HTTPRequestEntityTooLarge."""
    if request.content.is_eof():  # it came with the headers, as nearly always
        return await request.read()
    try:
        async with asyncio.timeout(BODY_TIMEOUT_S):
            return await request.read()
    except TimeoutError:
        raise BodyTooSlow(f"the whole body must arrive within {BODY_TIMEOUT_S:.0f} seconds") from None
