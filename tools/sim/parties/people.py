"""People who rent and bring back: each wants a bank, asks the cloud for one, and somebody returns every bank in time.

They know no slot and no command. A person who gets no answer asks again with the same idempotency key, and some do so
though they were answered.
"""

from collections.abc import Callable
from dataclasses import dataclass
from random import Random

from cloud.domain.orders import order as orders
from cloud.services.renting.ending import report_lost
from tools.sim.judging.checkers.violation import Violation
from tools.sim.parties.cloud import Answer, Cloud, CloudAway
from tools.sim.parties.purse import NEEDS_MONEY, Purse
from tools.sim.world.randomness import happens
from tools.sim.world.timeline import Timeline
from tools.sim.world.trace import Trace
from tools.world.bank import Bank
from tools.world.cabinet import Cabinet

THINK_MS = (1_000, 40_000)
RETRY_MS = (500, 6_000)
HOLD_MS = (8_000, 150_000)
# A bank that is pushed back as soon as it comes out, where it came out, which a cabinet may not even notice.
BRIEF_MS = (60, 1_500)
NO_ROOM_MS = 20_000
# A bank that is forgotten in a bag until it is bought; and one that is believed lost though somebody finds it.
FORGOTTEN_MS = (150_000, 400_000)
BELIEVED_LOST_MS = (5_000, 120_000)
# Every now and then somebody pushes in a bank of another make.
STRANGE_MS = (20_000, 120_000)
# A person who hears nothing for this long goes elsewhere.
PATIENCE_MS = 300_000

FOREIGN_MAKER = bytes((0x06, 0xEE, 0xEE))

BRIEF = 20  # thousandths of all banks
FORGOTTEN = 40
BELIEVED_LOST = 60  # thousandths of all orders
REPEATED = 100  # thousandths of all requests


@dataclass
class Tally:
    """What people asked for and got."""

    placed: int = 0
    refused: int = 0
    repeated: int = 0
    returned: int = 0
    reported_lost: int = 0
    topped_up: int = 0


class Renter:
    """One account: one rental at a time."""

    def __init__(self, people: "People", account_id: str) -> None:
        """Take whom it belongs to, and its account."""
        self.account_id = account_id
        self.order_id: str | None = None
        self._people = people
        self._wishes = 0
        self._purse = people.purse(account_id)
        self._purse.fill()

    def think(self) -> None:
        """Want another bank after a while."""
        self.order_id = None
        self._people.later(THINK_MS, self._want)

    def _want(self) -> None:
        if not self._people.wanting:
            return
        self._wishes += 1
        self._ask(self._people.some_cabinet(), f"wish-{self._wishes}")

    def _ask(self, cabinet: str, key: str) -> None:
        answer = self._people.ask(self.account_id, cabinet, key)
        if isinstance(answer, CloudAway):
            self._people.later(RETRY_MS, lambda: self._ask(cabinet, key))
        elif isinstance(answer, str):
            if answer in NEEDS_MONEY:
                self._purse.fill()
            self.think()
        else:
            self._wait_for(answer)
            if self._people.doubts():
                self._people.later(RETRY_MS, lambda: self._ask_again(cabinet, key, answer))

    def _ask_again(self, cabinet: str, key: str, first: Answer) -> None:
        again = self._people.ask(self.account_id, cabinet, key)
        if isinstance(again, CloudAway):
            return
        if isinstance(again, str) or again.order_id != first.order_id or again.created:
            raise Violation("INV-25", f"the same key gave {again} after {first}")
        self._people.tally.repeated += 1

    def _wait_for(self, answer: Answer) -> None:
        self.order_id = answer.order_id
        self._people.waiting[answer.order_id] = self
        self._people.later((PATIENCE_MS, PATIENCE_MS), lambda: self._give_up(answer.order_id))
        if answer.state != orders.AUTHORISED:
            self._people.hear(answer.order_id, answer.state)

    def _give_up(self, order_id: str) -> None:
        if self.order_id == order_id:
            self.think()


class People:
    """All renters of a run, and all who carry banks."""

    def __init__(
        self, timeline: Timeline, random: Random, trace: Trace, cloud: Cloud, hardware: dict[str, Cabinet]
    ) -> None:
        """Take the world they live in."""
        self.tally = Tally()
        self.wanting = True
        self.returning = True
        self.waiting: dict[str, Renter] = {}
        self.outside: dict[bytes, Bank] = {}
        self.strangers = 0
        self.on_foreign: Callable[[str, int, bytes], None] = lambda _name, _slot, _bank: None
        self.on_return: Callable[[str, int, bytes], None] = lambda _name, _slot, _bank: None
        self.on_paid: Callable[[str, int], None] = lambda _account, _amount: None
        self._timeline = timeline
        self._random = random
        self._trace = trace
        self._cloud = cloud
        self._hardware = hardware
        self._names = sorted(hardware)
        cloud.on_news = self.hear

    def start(self, count: int) -> None:
        """Let `count` people begin to want banks."""
        for number in range(count):
            Renter(self, self._cloud.register(f"renter {number}")).think()
        self.later(STRANGE_MS, self._push_foreign)

    def stop_renting(self) -> None:
        """Let nobody want a bank any more."""
        self.wanting = False

    def stop_returning(self) -> None:
        """Let nobody bring a bank back any more: those that are out stay out."""
        self.returning = False

    def later(self, span_ms: tuple[int, int], action: Callable[[], None]) -> None:
        """Do `action` after some time in `span_ms`."""
        self._timeline.after(self._random.randint(*span_ms), action)

    def purse(self, account_id: str) -> Purse:
        """Return what keeps an account's wallet filled."""
        return Purse(account_id, self._cloud, self._random, self.later, self._pay)

    def some_cabinet(self) -> str:
        """Return a cabinet to try."""
        return self._random.choice(self._names)

    def doubts(self) -> bool:
        """Tell whether a person who was answered asks again."""
        return happens(self._random, REPEATED)

    def ask(self, account_id: str, cabinet: str, key: str) -> Answer | str | CloudAway:
        """Return the order, the slug of the refusal, or that the cloud is away."""
        answer = self._cloud.rent(account_id, cabinet, key)
        if isinstance(answer, str):
            self.tally.refused += 1
        elif isinstance(answer, Answer) and answer.created:
            self.tally.placed += 1
        return answer

    def hear(self, order_id: str, state: str) -> None:
        """Take the news of an order; who waits for it goes on when nothing more will come of it."""
        renter = self.waiting.get(order_id)
        if renter is not None and state == orders.ACTIVE and happens(self._random, BELIEVED_LOST):
            self.later(BELIEVED_LOST_MS, lambda: self._report_lost(renter.account_id, order_id))
        if renter is not None and state in {orders.ENDED, orders.CANCELLED, orders.RECONCILING, orders.CLOSED}:
            del self.waiting[order_id]
            if renter.order_id == order_id:
                renter.think()

    def take(self, bank: Bank, cabinet: str) -> None:
        """Catch a bank that came out of `cabinet`; one of ours is brought back: at once there, or some time, somewhere."""
        if bank.foreign:
            return
        self.outside[bank.identity] = bank
        if happens(self._random, BRIEF):
            self.later(BRIEF_MS, lambda: self._bring_back(bank, [cabinet]))
        else:
            span_ms = FORGOTTEN_MS if happens(self._random, FORGOTTEN) else HOLD_MS
            self.later(span_ms, lambda: self._bring_back(bank, self._names))

    def _pay(self, account_id: str, amount_minor: int) -> None:
        self.tally.topped_up += 1
        self.on_paid(account_id, amount_minor)

    def _report_lost(self, account_id: str, order_id: str) -> None:
        answer = self._cloud.act(report_lost, account_id, order_id)
        self.tally.reported_lost += not isinstance(answer, str | CloudAway)

    def _push_foreign(self) -> None:
        if not self.wanting:
            return
        self.later(STRANGE_MS, self._push_foreign)
        name = self._random.choice(self._names)
        slots = self._hardware[name].empty_slots()
        if not slots:
            return
        self.strangers += 1
        slot = self._random.choice(slots)
        bank = Bank(FOREIGN_MAKER + self.strangers.to_bytes(3, "big"), self._random.randint(1, 100))
        self._trace.note(name, f"foreign bank {bank.identity.hex()} pushed into slot {slot}")
        self.on_foreign(name, slot, bank.identity)
        self._hardware[name].insert(slot, bank)

    def _bring_back(self, bank: Bank, names: list[str]) -> None:
        if not self.returning:
            return
        open_cabinets = [name for name in names if self._hardware[name].empty_slots()]
        if not open_cabinets:
            self._timeline.after(NO_ROOM_MS, lambda: self._bring_back(bank, self._names))
            return
        name = self._random.choice(open_cabinets)
        slot = self._random.choice(self._hardware[name].empty_slots())
        bank.charge_pct = max(1, bank.charge_pct - self._random.randint(0, 15))
        bank.set_cycles(bank.wear + 1)
        del self.outside[bank.identity]
        self.tally.returned += 1
        self._trace.note(name, f"bank {bank.identity.hex()} pushed into slot {slot}")
        self.on_return(name, slot, bank.identity)
        self._hardware[name].insert(slot, bank)
