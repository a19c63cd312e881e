"""Composition root of the cloud: builds the object graph once, runs its parts together, ends them in order.

`run_cloud` serves API and pages, with the bridge in the same process unless there is none; `run_bridge` is the bridge alone.
"""

import asyncio
import contextlib
import socket
import ssl
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from pathlib import Path

from aiohttp import web
from prometheus_client import CollectorRegistry

from cloud.api.application import make_application
from cloud.bridge.bridge import POLL_ALONE_S, Bridge
from cloud.bridge.broker_accounts import AccountFiles, BrokerAccounts
from cloud.bridge.connection import BrokerAddress
from cloud.http.context import BoardBroker, Context
from cloud.http.feed import Feed
from cloud.http.feed_poller import FeedPoller
from cloud.http.login_throttle import LoginThrottle
from cloud.http.metrics import Metrics
from cloud.http.passwords import Passwords
from cloud.http.readiness import Readiness
from cloud.payments.follow_up import follow_up
from cloud.payments.none import NoGateway
from cloud.payments.sandbox import SandboxGateway
from cloud.services.people.live import newest_live_id
from cloud.services.ports.store import Store
from cloud.services.ports.world import Gateway, Ports, Settings
from cloud.services.products import CATALOGUE
from cloud.storage.opening import open_store
from cloud.storage.store import ThreadedStore
from cloud.storage.vault import MasterKeyVault
from cloud.system import SystemClock, SystemEntropy
from cloud.web.frame.options import DemoLogin, PageOptions
from cloud.web.site import add_pages

# Bounds on what one connection may cost: the request line and each header, and how long it may stay without a request.
LONGEST_LINE_BYTES = 8_190
IDLE_CONNECTION_S = 30.0
END_REQUESTS_WITHIN_S = 3.0
WAITING_CONNECTIONS = 1_024

USUAL = Settings()


@dataclass(frozen=True)
class DatabaseOptions:
    """The database, and the key under which device keys are sealed in it."""

    url: str
    master_key: bytes


@dataclass(frozen=True)
class CloudOptions:
    """What a cloud process is made of. `broker` None leaves the bridge to another process; `is_demo` plays with money.

    `htmx` is the script library of the pages, as it was fetched at set-up.
    """

    database: DatabaseOptions
    host: str
    port: int
    board_broker: BoardBroker
    htmx: Path
    broker: BrokerAddress | None = None
    account_files: AccountFiles | None = None
    certificate: Path | None = None
    key: Path | None = None
    behind_tls_proxy: bool = False
    demo: DemoLogin | None = None
    is_demo: bool = False
    settings: Settings = USUAL


Started = Callable[[str], None]


def _silent(_address: str) -> None:
    """Nobody wants to know."""


def make_ports(database: DatabaseOptions, settings: Settings = USUAL) -> Ports:
    """Return clock, entropy and vault of this machine, with the `settings` of the business."""
    return Ports(SystemClock(), SystemEntropy(), MasterKeyVault(database.master_key), CATALOGUE, settings)


async def run_cloud(options: CloudOptions, started: Started = _silent) -> None:
    """Serve until cancelled; `started` is called with the address once requests are taken."""
    async with _store(options.database) as store:
        ports = make_ports(options.database, options.settings)
        gateway = _gateway(options)
        feed, readiness, registry = Feed(), Readiness(), CollectorRegistry()
        readiness.add("database", lambda: _database_answers(store))
        async with asyncio.TaskGroup() as group:
            if options.broker is None:
                group.create_task(FeedPoller(store, feed).run(), name="feed")
            else:
                bridge = _bridge(store, ports, options.broker, readiness, registry)
                store.listen(feed.publish)
                group.create_task(bridge.run(), name="bridge")
            group.create_task(follow_up(store, ports, gateway), name="payments")
            context = await _context(options, store, ports, gateway, feed, readiness, registry)
            group.create_task(_serve(options, context, started), name="http")


async def run_bridge(
    database: DatabaseOptions, broker: BrokerAddress, started: Started = _silent, settings: Settings = USUAL
) -> None:
    """Carry messages between `broker` and `database` until cancelled."""
    async with _store(database) as store:
        bridge = Bridge(store, make_ports(database, settings), broker, poll_every_s=POLL_ALONE_S)
        started(str(broker))
        await bridge.run()


def _bridge(
    store: Store, ports: Ports, broker: BrokerAddress, readiness: Readiness, registry: CollectorRegistry
) -> Bridge:
    bridge = Bridge(store, ports, broker)

    async def connected() -> str:
        return "" if bridge.is_up else "not connected"

    readiness.add("broker", connected)
    registry.register(bridge.counters)
    return bridge


def _gateway(options: CloudOptions) -> Gateway:
    if options.is_demo or options.demo is not None:
        return SandboxGateway(is_demo=True)
    return NoGateway()


async def _context(
    options: CloudOptions,
    store: Store,
    ports: Ports,
    gateway: Gateway,
    feed: Feed,
    readiness: Readiness,
    registry: CollectorRegistry,
) -> Context:
    board_broker = options.board_broker
    if options.account_files is not None and options.broker is not None:
        accounts = BrokerAccounts(store, options.account_files, options.broker.password)
        await accounts.publish()
        board_broker = BoardBroker(
            board_broker.host, board_broker.port, board_broker.tls, board_broker.ca_file, accounts.publish
        )
    return Context(
        store=store,
        ports=ports,
        feed=feed,
        passwords=Passwords(),
        throttle=LoginThrottle(asyncio.get_running_loop().time),
        metrics=Metrics(registry),
        readiness=readiness,
        board_broker=board_broker,
        gateway=gateway,
        secure=options.certificate is not None or options.behind_tls_proxy,
        behind_proxy=options.behind_tls_proxy,
    )


async def _serve(options: CloudOptions, context: Context, started: Started) -> None:
    application = make_application(context)
    add_pages(application, context, PageOptions(options.htmx, options.demo))
    runner = web.AppRunner(
        application,
        access_log=None,
        keepalive_timeout=IDLE_CONNECTION_S,
        max_line_size=LONGEST_LINE_BYTES,
        max_field_size=LONGEST_LINE_BYTES,
        shutdown_timeout=END_REQUESTS_WITHIN_S,
    )
    await runner.setup()
    try:
        listener = _listener(options.host, options.port)
        site = web.SockSite(runner, listener, ssl_context=_tls(options), backlog=WAITING_CONNECTIONS)
        await site.start()
        scheme = "http" if options.certificate is None else "https"
        started(f"{scheme}://{options.host}:{listener.getsockname()[1]}")
        await asyncio.Event().wait()
    finally:
        await runner.cleanup()
        context.passwords.close()


def _listener(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    return socket.create_server((host, port), family=family, backlog=WAITING_CONNECTIONS)


def _tls(options: CloudOptions) -> ssl.SSLContext | None:
    if options.certificate is None:
        return None
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(options.certificate, options.key)
    return context


async def _database_answers(store: Store) -> str:
    await store.read(newest_live_id)
    return ""


@contextlib.asynccontextmanager
async def _store(database: DatabaseOptions) -> AsyncIterator[ThreadedStore]:
    store = await open_store(database.url)
    try:
        yield store
    finally:
        await store.close()
