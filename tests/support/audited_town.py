"""One order in every state that money can be in, to be audited, and tampered with."""

from cloud.domain.orders.order import UNRESOLVED
from cloud.services.money.wallet import TopUpRequest, finish_top_up, start_top_up
from cloud.services.orders.steps import take_step
from cloud.services.periodic import each_second
from cloud.services.ports.world import Outcome
from cloud.services.renting.ending import report_lost
from cloud.storage.store import InlineStore
from shared_protocol import cabinet as wire
from shared_protocol import codes
from tests.support.cloud_world import World
from tools.audit.findings import Findings
from tools.audit.judge import audit

HOUR_MS = 3_600_000


class AuditedTown:
    """Names its orders by what became of them."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.cabinet, self.offline = world.cabinet(banks=12), world.cabinet()
        self.paid = world.account(0)
        self.top_up = self._top_up(self.paid, 5_000, succeeds=True)
        self.declined = self._top_up(self.paid, 700, succeeds=False)
        self.ended = self._ended(self.paid, slot=1, hours=3)
        self.owing = world.account(1_000)
        self.owed = self._ended(self.owing, slot=2, hours=60)
        self.corrected = self._corrected()
        self.lost = self.cabinet.lend(self.paid, slot=4)
        world.write(report_lost, self.paid, self.lost)
        self.unanswered = world.rent(world.account(), self.cabinet.id).order.id
        world.clock.at_ms += HOUR_MS
        world.write(each_second)
        self.refused = self._refused()
        self.active = self.cabinet.lend(world.account(), slot=5)
        self.contradicted = self._contradicted()
        self.authorised = world.rent(world.account(), self.cabinet.id).order.id
        self.bank = self.cabinet.bank(5).hex()

    def audit(self) -> Findings:
        """Return what an audit finds now."""
        world = self.world
        fresh = InlineStore(world.store._transactions._connection)  # one that remembers no tariff
        return fresh.read(lambda unit: audit(unit, world.clock.at_ms, world.ports.settings))

    def tamper(self, *statements: str) -> None:
        """Change rows behind the program's back; `{name}` in a statement is the order of that name."""
        connection = self.world.store._transactions._connection
        connection.begin()
        connection.script([statement.format(**vars(self)) for statement in statements])
        connection.commit()

    def _top_up(self, account_id: str, amount_minor: int, *, succeeds: bool) -> str:
        request = TopUpRequest(account_id, amount_minor, "EUR", f"top up {amount_minor}")
        payment = self.world.write(start_top_up, request)
        self.world.write(finish_top_up, payment.id, Outcome(succeeds))
        return payment.id

    def _ended(self, account_id: str, slot: int, hours: int) -> str:
        order_id = self.cabinet.lend(account_id, slot)
        self.world.clock.at_ms += hours * HOUR_MS
        self.cabinet.give_back(self.cabinet.bank(slot), slot)
        return order_id

    def _corrected(self) -> str:
        """Bought out by the clock, though another cabinet had had the bank back for days and could not say so."""
        order_id = self.cabinet.lend(slot=3)
        self.world.clock.at_ms += 20 * HOUR_MS
        returned = self.offline.event(wire.BANK_RETURNED, slot=9, bank=self.cabinet.bank(3))
        self.world.clock.at_ms += 200 * HOUR_MS
        self.world.write(each_second)
        self.offline.send(returned)
        return order_id

    def _refused(self) -> str:
        order_id = self.world.rent(self.world.account(), self.cabinet.id).order.id
        self.cabinet.send(self.cabinet.lend_result(self.world.commands()[-1], codes.REFUSED, reason=wire.NO_FIT_BANK))
        return order_id

    def _contradicted(self) -> str:
        """Active, then doubted: its hold stands while a person looks at it."""
        order_id = self.cabinet.lend(self.world.account(), slot=6)
        order = self.world.order(order_id)
        self.world.write(take_step, order, UNRESOLVED, reason="late-success")
        return order_id
