"""The composition root: one process, or two over one database."""

import asyncio
import contextlib
import socket

import aiohttp
import pytest

from cloud.api.provisioning import BoardBroker
from cloud.app import CloudOptions, DatabaseOptions, problem_rows, run_bridge, run_cloud
from cloud.bridge.connection import BrokerAddress
from cloud.bridge.mosquitto_files import CLOUD_USER
from tests.support.async_waiting import until_async
from tests.support.mosquitto import broker as running_broker
from tests.support.mosquitto import free_port

KEY = bytes(range(32))


@pytest.fixture(scope="module")
def broker():
    with running_broker() as running:
        yield running


def options(tmp_path, broker=None, port=0):
    address = broker and BrokerAddress(broker.host, broker.port, CLOUD_USER, broker.passwords[CLOUD_USER])
    database = DatabaseOptions(f"sqlite:///{tmp_path}/cloud.db", KEY)
    return CloudOptions(database, "127.0.0.1", port, BoardBroker("127.0.0.1", 1883), address)


@contextlib.asynccontextmanager
async def running(work):
    """Run `work(started)`; yields its address, and sees to it that it ends when cancelled."""
    told = []
    task = asyncio.create_task(work(told.append))
    try:
        await until_async("the start", lambda: told or task.done())
        if task.done():
            await task
        yield told[0]
    finally:
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            async with asyncio.timeout(10):
                await task


async def readiness(address):
    async with aiohttp.ClientSession() as session, session.get(address + "/readyz") as answer:
        return answer.status, (await answer.json())["parts"]


async def ready(address, parts):
    async with asyncio.timeout(10):
        while True:
            if (await readiness(address))[1] == parts:
                return
            await asyncio.sleep(0.02)


async def test_one_process_is_ready_once_database_and_broker_are_there(tmp_path, broker):
    async with running(lambda started: run_cloud(options(tmp_path, broker), started)) as address:
        await ready(address, {"database": "ok", "broker": "ok"})
        async with aiohttp.ClientSession() as session:
            metrics = await (await session.get(address + "/metrics")).text()
            assert "wattlend_bridge_up 1.0" in metrics
            assert (await session.get(address + "/")).status == 200


async def test_without_its_broker_the_cloud_serves_and_says_what_is_missing(tmp_path, broker):
    lost = options(tmp_path, broker)
    lost = CloudOptions(
        lost.database, lost.host, 0, lost.board_broker, BrokerAddress("127.0.0.1", free_port(), CLOUD_USER, "x")
    )
    async with running(lambda started: run_cloud(lost, started)) as address:
        assert await readiness(address) == (503, {"database": "ok", "broker": "not connected"})


async def test_api_and_bridge_run_apart_over_one_database(tmp_path, broker):
    apart = options(tmp_path)
    address = options(tmp_path, broker).broker
    async with (
        running(lambda started: run_cloud(apart, started)) as api,
        running(lambda started: run_bridge(apart.database, address, started)),
    ):
        await ready(api, {"database": "ok"})


async def test_a_client_that_never_finishes_its_headers_is_hung_up_on(tmp_path, monkeypatch):
    monkeypatch.setattr("cloud.app.IDLE_CONNECTION_S", 0.3)
    async with running(lambda started: run_cloud(options(tmp_path), started)) as address:
        host, _, port = address.removeprefix("http://").partition(":")
        reader, writer = await asyncio.open_connection(host, int(port))
        writer.write(b"GET / HTTP/1.1\r\nHost: x\r\n")
        async with asyncio.timeout(5):
            while not reader.at_eof():
                writer.write(b"X-Slow: 1\r\n")
                with contextlib.suppress(TimeoutError, ConnectionError):
                    async with asyncio.timeout(0.05):
                        await reader.read()
        writer.close()


async def test_a_taken_port_ends_the_start_with_its_cause(tmp_path):
    with socket.create_server(("127.0.0.1", 0)) as taken, pytest.raises(ExceptionGroup) as raised:
        async with running(lambda started: run_cloud(options(tmp_path, port=taken.getsockname()[1]), started)):
            pass
    assert raised.group_contains(OSError)


def test_every_problem_type_is_explained_once():
    slugs = [slug for slug, _, _ in problem_rows()]
    assert len(slugs) == len(set(slugs))
    assert {"no-bank", "malformed-body", "cross-site"} <= set(slugs)
