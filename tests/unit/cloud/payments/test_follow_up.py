"""Payments whose end nobody heard are asked for again, and booked once."""

import asyncio
import contextlib

import pytest

from cloud.payments.follow_up import OLDER_THAN_MS, ask_again, follow_up
from cloud.services.money.wallet import TopUpRequest, finish_top_up, start_top_up, wallet
from cloud.services.ports.store import StorageError
from cloud.services.ports.world import GatewayUnavailable, Outcome
from tests.support.async_waiting import until_async
from tests.support.cloud_world import World


class AsyncStore:
    """services.ports.Store over an inline one; `failures` are raised first."""

    def __init__(self, inline, failures=()):
        self._inline = inline
        self._failures = list(failures)

    async def read(self, work):
        if self._failures:
            raise self._failures.pop()
        return self._inline.read(work)

    async def write(self, work):
        return self._inline.write(work)


class Answers:
    """A gateway that says what it is told to, and remembers who asked."""

    accepts = True

    def __init__(self, answer):
        self.answer = answer
        self.asked = []

    async def charge(self, payment_id, amount_minor, currency):
        self.asked.append((payment_id, amount_minor, currency))
        if self.answer is None:
            raise GatewayUnavailable
        return self.answer


@pytest.fixture
def person(world: World):
    return world.account(funds_minor=0)


@pytest.fixture
def payment(world: World, person):
    return world.write(start_top_up, TopUpRequest(person, 2_500, "EUR", "key"))


def balance(world, person):
    return world.read(wallet, person, "EUR").balance.amount


async def test_a_payment_that_was_never_finished_is_finished_by_its_own_id(world, person, payment):
    world.clock.at_ms += OLDER_THAN_MS
    gateway = Answers(Outcome(True))
    assert await ask_again(AsyncStore(world.store), world.ports, gateway) == 1
    assert gateway.asked == [(payment.id, 2_500, "EUR")]
    assert balance(world, person) == 2_500
    assert await ask_again(AsyncStore(world.store), world.ports, gateway) == 0


async def test_a_request_that_is_still_being_answered_is_left_alone(world, person, payment):
    world.clock.at_ms += OLDER_THAN_MS - 1
    gateway = Answers(Outcome(True))
    assert await ask_again(AsyncStore(world.store), world.ports, gateway) == 0
    assert gateway.asked == []


async def test_a_gateway_that_stays_away_leaves_it_pending(world, person, payment):
    world.clock.at_ms += OLDER_THAN_MS
    gateway = Answers(None)
    assert await ask_again(AsyncStore(world.store), world.ports, gateway) == 0
    gateway.answer = Outcome(False, "the card has expired")
    assert await ask_again(AsyncStore(world.store), world.ports, gateway) == 1
    assert world.look(lambda unit: unit.payments.get(payment.id)).detail == "the card has expired"
    assert balance(world, person) == 0


async def test_an_answer_that_overtakes_it_is_not_booked_twice(world, person, payment):
    world.clock.at_ms += OLDER_THAN_MS

    class Overtaken(Answers):
        async def charge(self, *arguments):
            world.write(finish_top_up, payment.id, Outcome(True))
            return await super().charge(*arguments)

    assert await ask_again(AsyncStore(world.store), world.ports, Overtaken(Outcome(True))) == 1
    assert balance(world, person) == 2_500


async def test_it_goes_on_after_a_database_that_failed(world, person, payment):
    world.clock.at_ms += OLDER_THAN_MS
    store = AsyncStore(world.store, [StorageError("busy")])
    task = asyncio.create_task(follow_up(store, world.ports, Answers(Outcome(True)), every_s=0.01))
    await until_async("the payment", lambda: balance(world, person) == 2_500)
    task.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await task
