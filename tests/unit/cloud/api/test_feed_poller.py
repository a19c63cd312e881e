"""The API where another process writes what cabinets said: it learns of it from the rows."""

import asyncio

import pytest

from cloud.http.feed_poller import FeedPoller


@pytest.fixture
async def apart(api):
    """The same API, but its feed hears nothing of its own store's commits."""
    api.store._listeners._listeners.clear()
    poller = asyncio.create_task(FeedPoller(api.store, api.context.feed).run())
    yield api
    poller.cancel()
    await asyncio.gather(poller, return_exceptions=True)


async def test_a_waiting_request_is_answered(apart):
    user, cabinet = await apart.sign_up(), await apart.cabinet()
    lending = asyncio.create_task(cabinet.lend())
    answer = await apart.rent(user, cabinet.id, wait_s=10)
    await lending
    assert answer.status == 201
    assert (await answer.json())["state"] == "active"


async def test_a_live_connection_hears_of_it(apart):
    user, cabinet = await apart.sign_up(), await apart.cabinet()
    async with apart.client.ws_connect("/api/v1/live", headers=user) as socket:
        await apart.rent(user, cabinet.id)
        await cabinet.lend()
        async with asyncio.timeout(5):
            assert [(await socket.receive_json())["seq"] for _ in range(2)] == [1, 2]
