"""The live WebSocket resumes by the last number without a gap or a repetition, and sends what docs/API.md says.

Connections are killed at random moments while events are committed; the seed is printed with a failure.
"""

import asyncio
import json
import random
import re

import msgspec
import pytest
from aiohttp import WSMsgType

from cloud.api.people import live as handler
from cloud.api.reference import TARGET
from cloud.services.account_events import BY_NAME
from cloud.services.ports.store import StorageBusy
from tests.support import access_matrix
from tests.support.access_matrix import Role
from tests.support.async_waiting import until_async
from tests.unit.cloud.api.conftest import problem

LIVE = "/api/v1/live"
KILLS = 30
SEED = 20


async def bearer(api, account_id):
    return {"Authorization": f"Bearer {await access_matrix.session(api, account_id)}"}


async def news(socket):
    """Yield what comes on a connection until it ends."""
    async for message in socket:
        if message.type is WSMsgType.TEXT:
            yield json.loads(message.data)


class Follower:
    """Somebody who keeps every event, and the number of the last one."""

    def __init__(self, api, headers):
        self.api = api
        self.headers = headers
        self.events = []

    @property
    def last_seq(self):
        return self.events[-1]["seq"] if self.events else 0

    async def follow_until_killed(self, chance, most):
        """Take up to `most` events and let the connection die without a word, or after a close."""
        async with self.api.client.ws_connect(f"{LIVE}?after={self.last_seq}", headers=self.headers) as socket:
            taken = 0
            async for event in news(socket):
                self.events.append(event)
                taken += 1
                if taken >= most:
                    break
            if chance.random() < 0.7:
                socket._response.connection.transport.abort()

    async def follow_to(self, seq):
        async with (
            asyncio.timeout(20),
            self.api.client.ws_connect(f"{LIVE}?after={self.last_seq}", headers=self.headers) as socket,
        ):
            while self.last_seq < seq:
                self.events.append(await socket.receive_json())


@pytest.mark.parametrize("backlog", [256, 3], ids=["from the feed", "often from the rows"])
async def test_thirty_killed_connections_lose_nothing_and_repeat_nothing(api, monkeypatch, backlog):
    monkeypatch.setattr("cloud.http.feed.LONGEST_BACKLOG", backlog)
    chance, account = random.Random(SEED), await access_matrix.person(api)
    follower, done = Follower(api, await bearer(api, account)), asyncio.Event()

    async def pay():
        while not done.is_set():
            await asyncio.gather(*(api.fund_with_news(account, 100 + n) for n in range(chance.randint(1, 8))))
            await asyncio.sleep(chance.random() * 0.004)

    paying = asyncio.create_task(pay())
    async with asyncio.timeout(25):
        for _ in range(KILLS):
            await follower.follow_until_killed(chance, chance.randint(1, 12))
    done.set()
    await paying
    newest = (await api.store.read(lambda unit: unit.accounts.get(account))).live_seq
    await follower.follow_to(newest)
    assert [event["seq"] for event in follower.events] == list(range(1, newest + 1)), f"seed {SEED}"
    assert len({event["body"]["balance"]["amount"] for event in follower.events}) == newest
    await until_async("every connection to be let go", lambda: api.context.feed.connection_count == 0)


async def test_what_is_committed_while_the_rows_are_read_comes_once(api, monkeypatch):
    account = await access_matrix.person(api)
    await api.fund_with_news(account)
    follower, page = Follower(api, await bearer(api, account)), handler._page

    async def slow_page(call, after_seq):
        if after_seq < 3:
            await api.fund_with_news(account)  # it is in the rows now, and with the news that waits for this connection
        return await page(call, after_seq)

    monkeypatch.setattr(handler, "_page", slow_page)
    following = asyncio.create_task(follower.follow_to(6))
    await until_async("the connection to catch up", lambda: follower.last_seq >= 3)
    for _ in range(3):
        await api.fund_with_news(account)
    await following
    assert [event["seq"] for event in follower.events] == [1, 2, 3, 4, 5, 6]


@pytest.mark.parametrize("after", ["-1", "x", "1.0", "", "9" * 40, "1e3", "+1", "NaN", "٣", "1\x00"])
async def test_a_place_to_resume_that_is_no_number_is_refused(api, after):
    user = await bearer(api, await access_matrix.person(api))
    await problem(await api.client.get(LIVE, params={"after": after}, headers=user), 400, "invalid-parameter")
    assert api.context.feed.connection_count == 0


async def test_a_place_beyond_the_newest_is_refused_rather_than_waited_for(api):
    account = await access_matrix.person(api)
    await api.fund_with_news(account)
    user = await bearer(api, account)
    for after in ("2", str(2**62)):
        refused = await problem(await api.client.get(f"{LIVE}?after={after}", headers=user), 400, "invalid-parameter")
        assert "after is 1 at most" in refused["detail"]
    async with api.client.ws_connect(f"{LIVE}?after=1", headers=user) as socket:
        await api.fund_with_news(account)
        async with asyncio.timeout(5):
            assert (await socket.receive_json())["seq"] == 2


async def test_every_event_of_a_rental_is_the_one_that_the_page_documents(api):
    side = await access_matrix.make_side(api)
    account = side.accounts[Role.MEMBER]
    user = await bearer(api, account)
    await api.client.post(f"/api/v1/rentals/{side.orders[Role.MEMBER]}/lost", headers=user)
    await api.fund_with_news(account)
    follower = Follower(api, user)
    await follower.follow_to((await api.store.read(lambda unit: unit.accounts.get(account))).live_seq)
    assert {event["name"] for event in follower.events} >= {
        "order.authorised",
        "order.active",
        "order.closed",
        "wallet.changed",
    }
    schemas = documented_schemas()
    for event in follower.events:
        assert set(event) == {"seq", "name", "body"}
        body = BY_NAME[event["name"]].body
        assert msgspec.to_builtins(msgspec.convert(event["body"], body, strict=True)) == event["body"]
        assert set(event["body"]) == set(schemas[body.__name__]["required"]), event["name"]
        assert set(schemas[body.__name__]["properties"]) == set(event["body"])


def documented_schemas():
    """Return the JSON schemas as docs/API.md shows them."""
    page = TARGET.read_text(encoding="utf-8")
    return {name: json.loads(text) for name, text in re.findall(r"`(\w+)`:\n\n```json\n(.*?)\n```", page, re.DOTALL)}


async def test_a_connection_whose_events_cannot_be_read_ends_so_that_it_is_resumed(api, monkeypatch):
    user = await bearer(api, await access_matrix.person(api))

    async def busy(_call, _seq):
        raise StorageBusy("locked")

    with monkeypatch.context() as patched:
        patched.setattr(handler, "_page", busy)
        async with api.client.ws_connect(LIVE, headers=user) as socket, asyncio.timeout(5):
            assert (await socket.receive()).type is WSMsgType.CLOSE
    await until_async("the connection to be let go", lambda: api.context.feed.connection_count == 0)


async def test_a_session_that_expires_is_noticed_while_news_comes_without_a_break(api, monkeypatch):
    monkeypatch.setattr(handler, "SESSION_CHECK_EVERY_S", 0.05)
    account = await access_matrix.person(api)
    user, done = await bearer(api, account), asyncio.Event()

    async def pay():
        while not done.is_set():
            await api.fund_with_news(account)

    paying = asyncio.create_task(pay())
    try:
        async with api.client.ws_connect(LIVE, headers=user) as socket, asyncio.timeout(10):
            await socket.receive_json()
            # Closed by another process: nobody tells this one.
            await api.store.write(
                lambda unit: unit.accounts.revoke_session(access_matrix.hash_of(user["Authorization"][7:]), 1)
            )
            while (await socket.receive()).type is WSMsgType.TEXT:
                pass
    finally:
        done.set()
        await paying
