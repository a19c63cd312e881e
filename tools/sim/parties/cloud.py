"""The real cloud under virtual time: services, router and sender over a database in memory that outlives restarts.

Does what `cloud.app` and the bridge's loops do: gives the services a clock and randomness, runs the gardener, reads the
outbox, listens for notes. Everything here but the database is gone after a restart.
"""

import asyncio
from collections.abc import Callable, Coroutine, Sequence
from random import Random
from typing import Any, Concatenate, NamedTuple, ParamSpec, TypeVar

import msgspec

from cloud.bridge.counters import BridgeCounters
from cloud.bridge.keyring import Keyring
from cloud.bridge.router import Router
from cloud.bridge.sender import Sender
from cloud.domain.problems import Problem
from cloud.services.bootstrap import BootstrapRequest, bootstrap
from cloud.services.delivery.outbox import queued_commands
from cloud.services.fleet.provision import ProvisionRequest, provision_device
from cloud.services.money.tariffs import SetTariffRequest, set_tariff
from cloud.services.people.accounts import RegisterRequest, register
from cloud.services.periodic import each_minute, each_second
from cloud.services.ports.notes import AccountNews, AckDue, Note
from cloud.services.ports.store import Unit
from cloud.services.ports.world import Ports
from cloud.services.products import CATALOGUE
from cloud.services.renting.configuration import ConfigureRequest, configure_cabinet
from cloud.services.renting.rent import RentRequest, RentResult, rent
from shared_protocol import fields
from tools.sim.judging.complaints import Complaints
from tools.sim.judging.observations import AckSent, Observation
from tools.sim.parties.board import BOARD
from tools.sim.parties.cloud_ports import PlainVault, SeededEntropy, VirtualClock
from tools.sim.parties.database import Database
from tools.sim.world.broker import Broker
from tools.sim.world.randomness import happens
from tools.sim.world.tariff import TARIFF
from tools.sim.world.timeline import Timeline
from tools.sim.world.trace import Trace

T = TypeVar("T")
P = ParamSpec("P")

SECOND_MS = 1_000
MINUTE_MS = 60_000
MARK_MS = 50
AWAY_MS = (300, 8_000)
BROKER_AWAY_MS = (100, 4_000)


class Answer(NamedTuple):
    """What a person is told of an order."""

    order_id: str
    state: str
    created: bool


class CloudAway(NamedTuple):
    """The cloud could not be reached, or died before it answered."""


class Cloud:
    """`database` is what stays; `on_news(order id, state)` hears of each change of an order."""

    def __init__(
        self, timeline: Timeline, random: Random, trace: Trace, broker: Broker, observe: Callable[[Observation], None]
    ) -> None:
        """Take the world; `start` connects to the broker."""
        self.is_up = False
        self.lost_notes = 0  # thousandths of commits after which the process dies before it says anything
        self.restarts = 0
        self.on_news: Callable[[str, str], None] = lambda _order, _state: None
        self._timeline = timeline
        self._random = random
        self._trace = trace
        self._broker = broker
        self._observe = observe
        self._complaints = Complaints()
        self._loop = asyncio.new_event_loop()
        self._ports = Ports(VirtualClock(timeline), SeededEntropy(timeline, random), PlainVault(), CATALOGUE)
        self.database = Database(self._loop)
        self.database.inline.listen(self._keep_notes)
        self._notes: list[Note] = []
        self._sees_broker = False
        self._marking = False
        self._life = 0
        self._start_bridge()
        founder = BootstrapRequest("Town", "operator@town.example", "Operator", "-")
        self._founded = self.database.inline.write(lambda unit: bootstrap(unit, self._ports, founder))
        terms = SetTariffRequest(self._founded.account_id, self._founded.organisation_id, None, TARIFF)
        self.database.inline.write(lambda unit: set_tariff(unit, self._ports, terms))

    def start(self) -> None:
        """Start a process of the cloud: new bridge, old database."""
        self.is_up = True
        self._start_bridge()
        self._find_broker(self._life)
        self._each_second(self._life)
        self._each_minute(self._life)

    def close(self) -> None:
        """Let go of what it holds of this process."""
        self._loop.close()
        self.database.close()
        self._complaints.close()

    def restart(self, why: str) -> None:
        """Kill the process; a new one comes some time later."""
        if not self.is_up:
            return
        self.restarts += 1
        self._trace.note("cloud", why)
        self.is_up = False
        self._life += 1
        self._notes.clear()
        self._broker.unsubscribe()
        self._timeline.after(self._random.randint(*AWAY_MS), self.start)

    def lose_broker(self) -> None:
        """Break the bridge's connection; it is made anew some time later."""
        if self.is_up:
            self._sees_broker = False
            self._broker.unsubscribe()
            life = self._life
            self._timeline.after(self._random.randint(*BROKER_AWAY_MS), lambda: self._find_broker(life))

    def receive(self, topic: str, packet: bytes, retained: bool) -> None:
        """Take a packet from the broker."""
        self._do(self._deliver(topic, packet, retained))

    def rent(self, account_id: str, cabinet_id: str, key: str) -> Answer | str | CloudAway:
        """Return the order, the slug of the problem, or CloudAway."""
        result = self.act(rent, RentRequest(account_id, cabinet_id, key))
        if isinstance(result, RentResult):
            return Answer(result.order.id, result.order.state, result.created)
        return result

    def act(
        self, use_case: Callable[Concatenate[Unit, Ports, P], T], *arguments: P.args, **options: P.kwargs
    ) -> T | str | CloudAway:
        """Do something for a person: the use case's result, the slug of the problem, or CloudAway."""
        if not self.is_up:
            return CloudAway()
        try:
            result = self.database.inline.write(lambda unit: use_case(unit, self._ports, *arguments, **options))
        except Problem as problem:
            return problem.slug
        life = self._life
        self._send_notes()
        return result if self._life == life else CloudAway()

    def audit(self) -> tuple[tuple[str, str], ...]:
        """Return what `wattlend audit` finds now: (check, what is wrong)."""
        return self.database.audit(self._ports.clock.now_ms(), self._ports.settings)

    def configure(self, device_id: str, rule: list[str], minimum_charge_pct: int, disabled: list[int]) -> None:
        """Have the operator configure a cabinet."""
        if self.is_up:
            request = ConfigureRequest(
                self._founded.account_id, device_id, rule, minimum_charge_pct, 600, disabled, "by chance"
            )
            self.database.inline.write(lambda unit: configure_cabinet(unit, self._ports, request))
            self._send_notes()

    def register(self, name: str) -> str:
        """Return the id of a new account."""
        request = RegisterRequest(f"{name.replace(' ', '-')}@town.example", name, "-")
        return self.database.inline.write(lambda unit: register(unit, self._ports, request)).id

    def provision(self, slot_count: int) -> dict[str, Any]:
        """Return the `configuration.json` of a new cabinet."""
        founded = self._founded
        request = ProvisionRequest(
            founded.account_id, founded.organisation_id, None, slot_count, BOARD, "broker.town.example", 1883
        )
        return self.database.inline.write(lambda unit: provision_device(unit, self._ports, request)).configuration

    def _start_bridge(self) -> None:
        store, counters = self.database.store, BridgeCounters()
        keyring = Keyring(store, self._ports, now_s=lambda: self._timeline.now_ms / 1_000)
        self._router = Router(store, self._ports, keyring, counters)
        self._sender = Sender(store, self._ports, keyring, counters, self._publish, lambda: self._sees_broker)

    def _find_broker(self, life: int) -> None:
        if life == self._life:
            self._sees_broker = True
            self._broker.subscribe(self.receive)

    def _each_second(self, life: int) -> None:
        if life != self._life:
            return
        self._timeline.after(SECOND_MS, lambda: self._each_second(life))
        self.database.inline.write(lambda unit: each_second(unit, self._ports))
        self._send_notes()
        if life == self._life:
            queued = self.database.inline.read(lambda unit: queued_commands(unit, self._ports))
            if queued:
                self._do(self._send_queued(queued))

    def _each_minute(self, life: int) -> None:
        if life == self._life:
            self._timeline.after(MINUTE_MS, lambda: self._each_minute(life))
            self.database.inline.write(lambda unit: each_minute(unit, self._ports))

    def _keep_notes(self, notes: Sequence[Note]) -> None:
        # Notes are handled after the commit's caller is done: what is raised here would be lost in the store.
        self._notes.extend(notes)

    def _do(self, work: Coroutine[Any, Any, None]) -> None:
        self._loop.run_until_complete(work)
        self._send_notes()

    async def _deliver(self, topic: str, packet: bytes, retained: bool) -> None:
        self._router.deliver(topic, packet, retained)
        await self._router.settle()

    async def _send_queued(self, queued: Sequence[Any]) -> None:
        self._sender.send_queued(queued)

    async def _take(self, notes: Sequence[Note]) -> None:
        self._sender.take(notes)

    def _send_notes(self) -> None:
        """Do what the process does after a commit, unless it dies just then."""
        self._complaints.check()
        if not self._notes:
            return
        notes, self._notes = self._notes, []
        if happens(self._random, self.lost_notes):
            self.restart("dies after a commit")
            return
        self._loop.run_until_complete(self._take(notes))
        for note in notes:
            if isinstance(note, AckDue):
                self._observe(AckSent(note.device_id, note.body[fields.JOURNAL], note.body[fields.SEQ]))
            elif isinstance(note, AccountNews) and note.order_id is not None:
                self._tell(note.order_id, msgspec.json.decode(note.body)["state"])

    def _tell(self, order_id: str, state: str) -> None:
        self._trace.note("cloud", f"order {order_id[-8:]} {state}")
        self.on_news(order_id, state)

    def _publish(self, topic: str, packet: bytes, _qos: int) -> None:
        self._broker.publish(topic, packet)
        if not self._marking:
            self._marking = True
            self._timeline.after(MARK_MS, self._mark)

    def _mark(self) -> None:
        self._marking = False
        if self.is_up:
            self._do(self._sender.mark())
