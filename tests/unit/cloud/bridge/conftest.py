import asyncio
import contextlib

import pytest

from cloud.bridge.connection import BrokerAddress, Connection
from cloud.bridge.mosquitto_files import CLOUD_USER
from tests.support.mosquitto import broker as running_broker


@pytest.fixture(scope="module")
def broker():
    with running_broker() as running:
        yield running


class Inbox:
    """A connected client that keeps what it receives."""

    def __init__(self, broker, filters, user=CLOUD_USER, password=None):
        self.messages = []
        self.downs = 0
        self.came = asyncio.Event()
        self.up = asyncio.Event()
        address = BrokerAddress(broker.host, broker.port, user, password or broker.passwords[user])
        self.connection = Connection(address, filters, self._deliver, self.up.set, self._down)

    def _deliver(self, topic, payload, retained):
        self.messages.append((topic, payload, retained))
        self.came.set()

    def _down(self):
        self.downs += 1
        self.up.clear()

    def publish(self, topic, payload, qos=0):
        self.connection.publish(topic, payload, qos)

    async def until(self, condition, deadline_s=10):
        async with asyncio.timeout(deadline_s):
            while not condition():
                self.came.clear()
                with contextlib.suppress(TimeoutError):
                    async with asyncio.timeout(0.05):
                        await self.came.wait()

    @contextlib.asynccontextmanager
    async def running(self):
        task = asyncio.create_task(self.connection.run(), name="inbox")
        try:
            async with asyncio.timeout(10):
                await self.up.wait()
            yield self
        finally:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)
