"""The composition root: one process, or two over one database."""

import asyncio
import contextlib
import socket
from dataclasses import replace

import aiohttp
import pytest
from aiohttp import web

from cloud.app import CloudOptions, DatabaseOptions, run_bridge, run_cloud
from cloud.bridge.connection import BrokerAddress
from cloud.bridge.mosquitto_files import CLOUD_USER
from cloud.http.context import BoardBroker
from cloud.web.frame.options import DemoLogin
from tests.support.async_waiting import until_async
from tests.support.mosquitto import broker as running_broker
from tests.support.mosquitto import free_port
from tools.runtime import htmx

KEY = bytes(range(32))


@pytest.fixture(scope="module")
def broker():
    with running_broker() as running:
        yield running


def options(tmp_path, broker=None, port=0):
    address = broker and BrokerAddress(broker.host, broker.port, CLOUD_USER, broker.passwords[CLOUD_USER])
    database = DatabaseOptions(f"sqlite:///{tmp_path}/cloud.db", KEY)
    return CloudOptions(database, "127.0.0.1", port, BoardBroker("127.0.0.1", 1883), htmx(), address)


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
        lost.database, lost.host, 0, lost.board_broker, htmx(), BrokerAddress("127.0.0.1", free_port(), CLOUD_USER, "x")
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


@pytest.mark.parametrize(
    ("changes", "accepts"), [({}, False), ({"is_demo": True}, True), ({"demo": DemoLogin("u@example.org", "x")}, True)]
)
async def test_money_is_granted_in_demo_mode_alone(tmp_path, changes, accepts, monkeypatch):
    served = []
    monkeypatch.setattr("cloud.app.make_application", lambda context: served.append(context) or web.Application())
    async with running(lambda started: run_cloud(replace(options(tmp_path), **changes), started)):
        assert served[0].gateway.accepts is accepts


@pytest.mark.parametrize("behind_tls_proxy", [True, False])
async def test_behind_a_proxy_that_speaks_tls_cookies_never_leave_it_and_addresses_are_its_clients(
    tmp_path, behind_tls_proxy, monkeypatch
):
    served = []
    monkeypatch.setattr("cloud.app.make_application", lambda context: served.append(context) or web.Application())
    changed = replace(options(tmp_path), behind_tls_proxy=behind_tls_proxy)
    async with running(lambda started: run_cloud(changed, started)):
        assert (served[0].secure, served[0].behind_proxy) == (behind_tls_proxy, behind_tls_proxy)
