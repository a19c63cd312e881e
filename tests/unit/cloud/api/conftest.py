import asyncio
import contextlib
import secrets

import pytest
import pytest_asyncio
from aiohttp.test_utils import TestClient, TestServer
from argon2 import PasswordHasher
from prometheus_client import CollectorRegistry

from cloud.api.application import make_application
from cloud.http.context import BoardBroker, Context
from cloud.http.feed import Feed
from cloud.http.login_throttle import LoginThrottle
from cloud.http.metrics import Metrics
from cloud.http.passwords import Passwords
from cloud.http.readiness import Readiness
from cloud.http.routes import SAFE_METHODS
from cloud.payments.sandbox import SandboxGateway
from cloud.services.bootstrap import BootstrapRequest, bootstrap
from cloud.services.command_answers import accept_command_state
from cloud.services.events import accept_event
from cloud.services.fleet.presence import accept_presence
from cloud.services.fleet.provision import ProvisionRequest, provision_device
from cloud.services.fleet.stations import CreateStationRequest, create_station
from cloud.services.money.wallet import TopUpRequest, finish_top_up, start_top_up
from cloud.services.ports.notes import CommandReady
from cloud.services.ports.world import Outcome, Ports
from cloud.services.products import CATALOGUE
from cloud.services.renting.status import accept_status
from cloud.storage.opening import open_store
from cloud.storage.vault import MasterKeyVault
from cloud.system import SystemClock, SystemEntropy
from cloud.web.frame.options import PageOptions
from cloud.web.site import add_pages
from shared_protocol import topics
from tests.support import access_matrix
from tests.support.cabinet_script import CabinetScript
from tests.support.funds import give
from tests.unit.cloud.api.town import World
from tools.runtime import htmx

PASSWORD = "correct horse battery"
CHEAP = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)


class Cabinet:
    """A cabinet without a wire: its words go straight to the services, as the bridge would bring them."""

    def __init__(self, api, device_id):
        self.api = api
        self.id = device_id
        self.script = CabinetScript()
        self.lends = asyncio.Queue()
        api.store.listen(self._take)

    def _take(self, notes):
        for note in notes:
            if isinstance(note, CommandReady) and note.device_id == self.id:
                self.lends.put_nowait(note.body)

    async def say(self, service, body, *more, **named):
        store, ports = self.api.store, self.api.ports
        return await store.write(lambda unit: service(unit, ports, self.id, *more, body, **named))

    async def come_online(self, banks=None):
        await self.say(accept_presence, self.script.online())
        await self.say(accept_status, self.script.status(banks or {3: b"bank-1"}))

    async def lend(self):
        await self.say_event(self.script.lent(await self.lends.get()))

    async def refuse(self, reason):
        await self.say(accept_command_state, self.script.refused(await self.lends.get(), reason))

    async def say_event(self, body):
        await self.say(accept_event, body, topics.topic(self.id, topics.EVENT), b"envelope")


class Api:
    """A served API over a real SQLite file, and the means to arrange its world."""

    def __init__(self, store, ports, context, client):
        self.store = store
        self.ports = ports
        self.context = context
        self.client = client

    async def organisation(self, name="Harbour Ltd"):
        """Return (organisation id, headers of its operator)."""
        email = f"operator-{secrets.token_hex(4)}@example.org"
        request = BootstrapRequest(name, email, "Operator", CHEAP.hash(PASSWORD))
        made = await self.store.write(lambda unit: bootstrap(unit, self.ports, request))
        return made, await self.sign_in(email)

    async def cabinet(self, online=True, organisation=None, name="Harbour"):
        made = organisation or (await self.organisation())[0]
        actor, owner = made.account_id, made.organisation_id
        place = CreateStationRequest(actor, owner, name, 48_208_490, 16_372_080)
        station = await self.store.write(lambda unit: create_station(unit, self.ports, place))
        request = ProvisionRequest(actor, owner, station.id, 6, "cabinet-s3", "127.0.0.1", 1883)
        device = await self.store.write(lambda unit: provision_device(unit, self.ports, request))
        cabinet = Cabinet(self, device.device_id)
        if online:
            await cabinet.come_online()
        return cabinet

    async def sign_up(self, email=None, funds_minor=20_000):
        """Return the headers of a new user's session, with money in the wallet."""
        email = email or f"person-{secrets.token_hex(4)}@example.org"
        answer = await self.client.post("/api/v1/users", json={"email": email, "password": PASSWORD, "name": "Person"})
        assert answer.status == 201, await answer.text()
        await self.fund((await answer.json())["id"], funds_minor)
        return await self.sign_in(email)

    async def fund(self, account_id, amount_minor):
        """Put money into the wallet, without a live event."""
        key, now_ms = f"fund-{secrets.token_hex(4)}", self.ports.clock.now_ms()
        await self.store.write(lambda unit: give(unit, account_id, amount_minor, key, now_ms))

    async def fund_with_news(self, account_id, amount_minor=1_000):
        """Pay into the wallet as a top-up does, with its live event."""
        request = TopUpRequest(account_id, amount_minor, "EUR", secrets.token_hex(8))
        payment = await self.store.write(lambda unit: start_top_up(unit, self.ports, request))
        await self.store.write(lambda unit: finish_top_up(unit, self.ports, payment.id, Outcome(succeeded=True)))

    async def sign_in(self, email, password=PASSWORD):
        answer = await self.client.post("/api/v1/sessions", json={"email": email, "password": password})
        assert answer.status == 201, await answer.text()
        self.client.session.cookie_jar.clear()
        return {"Authorization": "Bearer " + (await answer.json())["token"]}

    async def rent(self, headers, cabinet_id, key=None, wait_s=None, **body):
        extra = {"Idempotency-Key": key or secrets.token_hex(8)}
        if wait_s is not None:
            extra["Prefer"] = f"wait={wait_s}"
        return await self.client.post(
            "/api/v1/rentals", json={"cabinet_id": cabinet_id, **body}, headers={**headers, **extra}
        )


@contextlib.asynccontextmanager
async def served(folder, demo=None):
    """Yield an Api, its pages included, over a new database in `folder`."""
    store = await open_store(f"sqlite:///{folder}/cloud.db")
    ports = Ports(SystemClock(), SystemEntropy(), MasterKeyVault(bytes(32)), CATALOGUE)
    feed = Feed()
    store.listen(feed.publish)
    context = Context(
        store=store,
        ports=ports,
        feed=feed,
        passwords=Passwords(CHEAP),
        throttle=LoginThrottle(asyncio.get_running_loop().time),
        metrics=Metrics(CollectorRegistry()),
        readiness=Readiness(),
        board_broker=BoardBroker("broker.example", 8883),
        gateway=SandboxGateway(is_demo=True),
    )
    application = make_application(context)
    add_pages(application, context, PageOptions(htmx(), demo))
    client = TestClient(TestServer(application))
    await client.start_server()
    yield Api(store, ports, context, client)
    await client.close()
    context.passwords.close()
    await store.close()


@pytest.fixture
async def api(tmp_path, request):
    async with served(tmp_path, getattr(request, "param", None)) as made:
        yield made


async def problem(answer, status, slug):
    """Assert that `answer` is this problem document, and return it."""
    text = await answer.text()
    assert answer.status == status, text
    assert answer.content_type == "application/problem+json"
    document = await answer.json(content_type=None)
    assert document["type"] == "/problems/" + slug
    assert document["status"] == status
    assert document["title"]
    return document


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def town(tmp_path_factory):
    """A served API for a whole module, with an organisation and a person who have nothing to do with the world."""
    folder = tmp_path_factory.mktemp("town")
    async with served(folder) as made:
        everybody = World(made, folder, await access_matrix.make_side(made), await access_matrix.person(made))
        yield everybody
        everybody.close()


@pytest_asyncio.fixture(loop_scope="module")
async def world(town, request):
    """The town with an organisation whose objects are whole; a new one for rows that may spoil them. In the module's loop."""
    spoils = request.node.callspec.params["route"].method not in SAFE_METHODS
    if town.whole is None:
        town.whole = await access_matrix.make_side(town.api)
    town.side = await access_matrix.make_side(town.api) if spoils else town.whole
    return town
