import asyncio
import contextlib
import secrets

import pytest

from cloud.bridge.bridge import Bridge
from cloud.bridge.connection import BrokerAddress, Connection
from cloud.bridge.mosquitto_files import CLOUD_USER
from cloud.services.accounts import RegisterRequest, register
from cloud.services.bootstrap import BootstrapRequest, bootstrap
from cloud.services.orders import list_orders
from cloud.services.ports import Ports
from cloud.services.provision import ProvisionRequest, provision_device
from cloud.services.rent import RentRequest, rent
from cloud.storage.opening import open_store
from cloud.storage.vault import MasterKeyVault
from cloud.system import SystemClock, SystemEntropy
from shared_protocol import cabinet as wire
from shared_protocol import fields, topics
from shared_protocol.channel import DeviceChannel
from tests.support.async_waiting import until_async
from tests.support.cabinet_script import CabinetScript
from tests.support.funds import give
from tests.support.mosquitto import broker as running_broker

FUNDS_MINOR = 10_000


@pytest.fixture(scope="module")
def broker():
    with running_broker() as running:
        yield running


class Inbox:
    """A connected client that keeps what it receives."""

    def __init__(self, broker, filters, user=CLOUD_USER, password=None):
        self.messages = []
        self.downs = 0
        self.up = asyncio.Event()
        address = BrokerAddress(broker.host, broker.port, user, password or broker.passwords[user])
        self.connection = Connection(address, filters, self._deliver, self.up.set, self._down)

    def _deliver(self, topic, payload, retained):
        self.messages.append((topic, payload, retained))

    def _down(self):
        self.downs += 1
        self.up.clear()

    def publish(self, topic, payload, qos=0, retain=False):
        if retain:
            self.connection._client.publish(topic, payload, qos, retain)
        else:
            self.connection.publish(topic, payload, qos)

    @contextlib.asynccontextmanager
    async def running(self):
        task = asyncio.create_task(self.connection.run(), name="inbox")
        try:
            await until_async("the client to be connected", self.up.is_set)
            yield self
        finally:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)


class WireCabinet(Inbox):
    """A cabinet as the broker sees one: its own account, sealed messages, and the script of what it says."""

    def __init__(self, broker, configuration):
        self.id = configuration["device_id"]
        broker.admit({self.id: configuration["broker"]["password"]})
        super().__init__(broker, [topics.topic(self.id, leaf) for leaf in topics.DOWN_LEAVES], self.id)
        self.channel = DeviceChannel(
            self.id, configuration["key_version"], bytes.fromhex(configuration["key"]), wire.ROWS
        )
        self.script = CabinetScript()

    def say(self, leaf, body, retain=False):
        self.publish(self.channel.topic(leaf), self.channel.seal(leaf, body), retain=retain)

    def come_online(self):
        self.say(topics.PRESENCE, self.script.online(), retain=True)
        self.say(topics.STATUS, self.script.status({3: b"bank-1"}))

    def heard(self, kind):
        """Return the bodies of type `kind` that came down, each opened and checked."""
        opened = [self.channel.open(topics.parse(topic)[1], payload) for topic, payload, _ in self.messages]
        return [body for body in opened if body[fields.TYPE] == kind]

    async def lend_asked(self, count=1):
        await until_async("a LEND", lambda: len(self.heard(wire.LEND)) >= count)
        return self.heard(wire.LEND)[count - 1]


class Town:
    """A database with an organisation, a person and cabinets; the bridge is started by the test."""

    def __init__(self, store, ports, broker):
        self.store = store
        self.ports = ports
        self.broker = broker

    async def settle(self):
        self.owner = await self.write(bootstrap, BootstrapRequest("Town", "operator@example.org", "Olga", "hash"))
        self.person = (await self.write(register, RegisterRequest("ada@example.org", "Ada", "hash"))).id
        await self.store.write(lambda unit: give(unit, self.person, FUNDS_MINOR, "first", 0))

    async def write(self, use_case, *arguments):
        return await self.store.write(lambda unit: use_case(unit, self.ports, *arguments))

    async def cabinet(self):
        owner = self.owner
        request = ProvisionRequest(owner.account_id, owner.organisation_id, None, 6, "cabinet-s3", "127.0.0.1", 1883)
        made = await self.write(provision_device, request)
        return WireCabinet(self.broker, made.configuration)

    async def device(self, cabinet):
        return await self.store.read(lambda unit: unit.devices.get(cabinet.id))

    async def rent(self, cabinet):
        request = RentRequest(self.person, cabinet.id, secrets.token_hex(8))
        return (await self.write(rent, request)).order

    async def orders(self):
        return await self.store.read(lambda unit: list_orders(unit, self.person))

    async def until(self, what, check, timeout_s=10):
        """Wait until the coroutine function `check` returns something true."""
        async with asyncio.timeout(timeout_s):
            while True:
                found = await check()
                if found:
                    return found
                await asyncio.sleep(0.02)

    @contextlib.asynccontextmanager
    async def bridge(self, **options):
        address = BrokerAddress(self.broker.host, self.broker.port, CLOUD_USER, self.broker.passwords[CLOUD_USER])
        bridge = Bridge(self.store, self.ports, address, **options)
        task = asyncio.create_task(bridge.run(), name="bridge")
        try:
            await until_async("the bridge to be up", lambda: bridge.is_up)
            yield bridge
        finally:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)


@pytest.fixture
async def town(tmp_path, broker):
    store = await open_store(f"sqlite:///{tmp_path}/cloud.db")
    town = Town(store, Ports(SystemClock(), SystemEntropy(), MasterKeyVault(bytes(32))), broker)
    await town.settle()
    yield town
    await store.close()
