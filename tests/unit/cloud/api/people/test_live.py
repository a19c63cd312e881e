import asyncio

import pytest
from aiohttp import WSMsgType, WSServerHandshakeError

from cloud.http.feed import CONNECTIONS_OF_ACCOUNT, LONGEST_BACKLOG, Feed
from cloud.services.ports.notes import AccountNews
from tests.support.async_waiting import until_async
from tests.unit.cloud.api.conftest import problem

LIVE = "/api/v1/live"


async def receive(socket):
    async with asyncio.timeout(5):
        return await socket.receive_json()


async def test_orders_are_told_as_they_happen_in_order(api):
    user, cabinet = await api.sign_up(), await api.cabinet()
    async with api.client.ws_connect(LIVE, headers=user) as socket:
        order = await (await api.rent(user, cabinet.id)).json()
        await cabinet.lend()
        told = [await receive(socket), await receive(socket)]
    assert [(news["seq"], news["name"]) for news in told] == [(1, "order.authorised"), (2, "order.active")]
    assert told[1]["body"]["id"] == order["id"]


async def test_what_was_missed_comes_first_after_reconnecting(api):
    user, cabinet = await api.sign_up(), await api.cabinet()
    await api.rent(user, cabinet.id)
    await cabinet.lend()
    async with api.client.ws_connect(f"{LIVE}?after=1", headers=user) as socket:
        assert (await receive(socket))["seq"] == 2
        await api.rent(user, cabinet.id)
        assert (await receive(socket))["seq"] == 3


async def test_nobody_hears_of_another_account(api):
    user, stranger, cabinet = await api.sign_up(), await api.sign_up(), await api.cabinet()
    async with api.client.ws_connect(LIVE, headers=stranger) as socket:
        await api.rent(user, cabinet.id)
        await api.rent(stranger, cabinet.id)
        news = await receive(socket)
        assert news["seq"] == 1
        mine = await (await api.client.get("/api/v1/orders", headers=stranger)).json()
        assert news["body"]["id"] == mine[0]["id"]


async def test_a_connection_too_slow_to_follow_reads_the_rows_instead(api, monkeypatch):
    monkeypatch.setattr("cloud.http.feed.LONGEST_BACKLOG", 1)
    user, cabinet = await api.sign_up(), await api.cabinet()
    async with api.client.ws_connect(LIVE, headers=user) as socket:
        for _ in range(3):
            await api.rent(user, cabinet.id)
        for _ in range(3):
            await cabinet.lend()
        assert [(await receive(socket))["seq"] for _ in range(6)] == [1, 2, 3, 4, 5, 6]


async def test_a_pages_origin_must_be_ours(api):
    user = await api.sign_up()
    with pytest.raises(WSServerHandshakeError) as refused:
        await api.client.ws_connect(LIVE, headers={**user, "Origin": "https://evil.example"})
    assert refused.value.status == 403
    own = {**user, "Origin": f"http://{api.client.host}:{api.client.port}"}
    async with api.client.ws_connect(LIVE, headers=own):
        pass


async def test_signing_out_ends_the_live_connection(api):
    user = await api.sign_up()
    async with api.client.ws_connect(LIVE, headers=user) as socket:
        await api.client.delete("/api/v1/sessions/current", headers=user)
        async with asyncio.timeout(5):
            assert (await socket.receive()).type is WSMsgType.CLOSE


async def test_a_client_that_talks_is_hung_up_on(api):
    user = await api.sign_up()
    async with api.client.ws_connect(LIVE, headers=user) as socket:
        await socket.send_str("give me everything")
        async with asyncio.timeout(5):
            assert (await socket.receive()).type is WSMsgType.CLOSE


async def test_a_client_that_sends_too_much_is_hung_up_on(api):
    user = await api.sign_up()
    async with api.client.ws_connect(LIVE, headers=user) as socket:
        await socket.send_bytes(bytes(100_000))
        async with asyncio.timeout(5):
            assert (await socket.receive()).type is WSMsgType.CLOSE


async def test_an_account_has_a_bound_of_live_connections_and_gets_them_back(api):
    user = await api.sign_up()
    sockets = [await api.client.ws_connect(LIVE, headers=user) for _ in range(CONNECTIONS_OF_ACCOUNT)]
    with pytest.raises(WSServerHandshakeError) as refused:
        await api.client.ws_connect(LIVE, headers=user)
    assert refused.value.status == 503
    await sockets[0].close()
    await until_async("a place to be free", lambda: api.context.feed.connection_count < CONNECTIONS_OF_ACCOUNT)
    async with api.client.ws_connect(LIVE, headers=user):
        pass
    for socket in sockets[1:]:
        await socket.close()


async def test_a_plain_request_is_told_that_this_is_a_websocket(api):
    await problem(await api.client.get(LIVE, headers=await api.sign_up()), 400, "bad-request")
    assert api.context.feed.connection_count == 0


@pytest.mark.parametrize("after", ["-1", "x", "1.0"])
async def test_an_odd_place_to_resume_is_refused(api, after):
    await problem(await api.client.get(f"{LIVE}?after={after}", headers=await api.sign_up()), 400, "invalid-parameter")


async def test_a_backlog_is_bounded():
    feed = Feed()
    subscription = feed.subscribe("account", "session")
    feed.publish(AccountNews("account", seq, None, "x", "{}") for seq in range(LONGEST_BACKLOG + 1))
    assert subscription.lost_some
    assert await subscription.wait() == []


async def test_waiting_for_an_order_ends_by_itself_and_leaves_nothing_behind():
    feed = Feed()
    assert await feed.decided("order", 0.01) is None
    assert not feed.is_watched
