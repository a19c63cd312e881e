"""How people keep their wallets filled.

The gateway of this town says what it says twice now and then, and declines some; people ask again by the same key.
"""

from collections.abc import Callable
from random import Random

from cloud.services.money.views import TopUpView
from cloud.services.money.wallet import TopUpRequest, finish_top_up, start_top_up
from cloud.services.ports.world import Outcome
from tools.sim.parties.cloud import Cloud
from tools.sim.world.randomness import happens
from tools.sim.world.tariff import TARIFF

NEEDS_MONEY = frozenset({"insufficient-funds", "unpaid-bills"})
TOP_UP_MINOR = (200, 900)
AGAIN_MS = (500, 5_000)
DECLINED = 100  # thousandths of all payments
SAID_TWICE = 100


class Purse:
    """Fills one account's wallet; `paid(account, amount)` hears of money that the gateway took."""

    def __init__(
        self,
        account_id: str,
        cloud: Cloud,
        random: Random,
        later: Callable[[tuple[int, int], Callable[[], None]], None],
        paid: Callable[[str, int], None],
    ) -> None:
        """Take whose it is, and the world."""
        self._account_id = account_id
        self._cloud = cloud
        self._random = random
        self._later = later
        self._paid = paid
        self._count = 0
        self._is_filling = False

    def fill(self) -> None:
        """Top up once, through as many lost answers as it takes."""
        if self._is_filling:
            return
        self._is_filling = True
        self._count += 1
        amount_minor = self._random.randint(*TOP_UP_MINOR)
        self._start(TopUpRequest(self._account_id, amount_minor, TARIFF.currency, f"top up {self._count}"))

    def _start(self, request: TopUpRequest) -> None:
        payment = self._cloud.act(start_top_up, request)
        if not isinstance(payment, TopUpView):
            self._later(AGAIN_MS, lambda: self._start(request))
        elif payment.state == "pending":
            declined = happens(self._random, DECLINED)
            if not declined:
                self._paid(self._account_id, request.amount_minor)
            self._finish(payment.id, Outcome(not declined, "declined" if declined else ""))
        else:
            self._is_filling = False

    def _finish(self, payment_id: str, outcome: Outcome) -> None:
        answer = self._cloud.act(finish_top_up, payment_id, outcome)
        if not isinstance(answer, TopUpView):
            self._later(AGAIN_MS, lambda: self._finish(payment_id, outcome))
            return
        self._is_filling = False
        if happens(self._random, SAID_TWICE):
            self._cloud.act(finish_top_up, payment_id, outcome)
