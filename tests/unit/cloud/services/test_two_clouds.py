"""Two processes over one PostgreSQL: however they race, no wallet is overdrawn and no event counts twice."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from dataclasses import replace

import pytest

from cloud.domain.money.refusals import InsufficientFunds
from cloud.domain.orders.refusals import TooManyOpenOrders
from cloud.services.money import ledger
from cloud.services.money.wallet import TopUpRequest, finish_top_up, start_top_up, wallet
from cloud.services.periodic import each_second
from cloud.services.ports.world import Outcome, Settings
from cloud.services.renting.rent import RentRequest, rent
from cloud.storage.opening import open_inline, open_store
from cloud.storage.store import ThreadedStore
from tests.support.cloud_world import Cabinet, World
from tests.support.databases import PostgresDatabases
from tests.support.paper_orders import paper_order
from tools.audit.judge import audit

HOLD_MINOR = 1_000


class TwoClouds:
    """A world set up through one connection, then two stores that race."""

    def __init__(self, world: World, stores: list[ThreadedStore]) -> None:
        self.world = world
        self.stores = stores
        self.on_paper: set[str] = (
            set()
        )  # ids of orders that were paid for by hand alone: they have no fee and no record

    async def race(self, works):
        """Run `works` alternately on both stores at once; returns results and refusals."""
        started = [self.stores[index % 2].write(work) for index, work in enumerate(works)]
        return await asyncio.gather(*started, return_exceptions=True)


@pytest.fixture
async def clouds(postgres_databases: PostgresDatabases) -> AsyncIterator[TwoClouds]:
    url = postgres_databases.fresh()
    world = World(open_inline(url), replace(Settings(), open_orders=20))
    stores = [await open_store(url), await open_store(url)]
    clouds = TwoClouds(world, stores)
    yield clouds
    for store in stores:
        await store.close()
    found = world.look(lambda unit: audit(unit, world.clock.at_ms, world.ports.settings))
    world.store.close()
    assert [each for each in found.violations if not any(paper in each.detail for paper in clouds.on_paper)] == []


async def test_holds_at_once_never_overdraw(clouds: TwoClouds) -> None:
    world = clouds.world
    cabinet, person = world.cabinet(), world.account(3 * HOLD_MINOR + HOLD_MINOR - 1)
    requests = [RentRequest(person, cabinet.id, f"key {number}") for number in range(12)]
    results = await clouds.race([lambda unit, of=request: rent(unit, world.ports, of) for request in requests])
    kinds = Counter(type(result).__name__ for result in results)
    assert kinds == {"RentResult": 3, "InsufficientFunds": 9}
    view = world.read(wallet, person, "EUR")
    assert (view.held.amount, view.available.amount) == (3 * HOLD_MINOR, HOLD_MINOR - 1)


async def test_one_key_at_once_is_one_order(clouds: TwoClouds) -> None:
    world = clouds.world
    cabinet, person = world.cabinet(), world.account(50_000)
    request = RentRequest(person, cabinet.id, "the one key")
    results = await clouds.race([lambda unit: rent(unit, world.ports, request)] * 50)
    assert Counter(result.created for result in results) == {True: 1, False: 49}
    assert world.read(wallet, person, "EUR").held.amount == HOLD_MINOR


async def test_the_limit_of_open_orders_holds_too(clouds: TwoClouds) -> None:
    world = clouds.world
    cabinet, person = world.cabinet(), world.account(50_000)
    requests = [RentRequest(person, cabinet.id, f"key {number}") for number in range(30)]
    results = await clouds.race([lambda unit, of=request: rent(unit, world.ports, of) for request in requests])
    assert sum(isinstance(result, TooManyOpenOrders) for result in results) == 10
    assert not any(isinstance(result, InsufficientFunds) for result in results)


async def test_what_the_gateway_says_to_both_is_booked_once(clouds: TwoClouds) -> None:
    world = clouds.world
    person = world.account(0)
    payment = world.write(start_top_up, TopUpRequest(person, 2_500, "EUR", "key"))
    await clouds.race([lambda unit: finish_top_up(unit, world.ports, payment.id, Outcome(True))] * 20)
    assert world.read(wallet, person, "EUR").balance.amount == 2_500


async def test_a_fee_races_holds_and_top_ups_and_nothing_is_lost(clouds: TwoClouds) -> None:
    world = clouds.world
    cabinet, person = world.cabinet(), world.account(2_000)
    payments = [world.write(start_top_up, TopUpRequest(person, 500, "EUR", f"k{number}")) for number in range(4)]
    orders = [paper_order(person, f"{number:032x}", 0) for number in range(1, 5)]
    world.store.write(lambda unit: [unit.orders.add(order._replace(state="cancelled")) for order in orders])
    clouds.on_paper |= {order.id for order in orders}
    works = [lambda unit, of=of: finish_top_up(unit, world.ports, of.id, Outcome(True)) for of in payments]
    works += [lambda unit, of=of: ledger.pay(unit, world.ports, of, 700) for of in orders]
    works += [lambda unit, of=of: rent(unit, world.ports, RentRequest(person, cabinet.id, of)) for of in "abcd"]
    await clouds.race(
        [work for three in zip(*[iter(works[start::4]) for start in range(4)], strict=True) for work in three]
    )
    view = world.read(wallet, person, "EUR")
    assert view.balance.amount - view.unpaid.amount == 2_000 + 4 * 500 - 4 * 700
    assert view.available.amount >= 0
    everything_owed = world.write(start_top_up, TopUpRequest(person, 3_000, "EUR", "the last"))
    world.write(finish_top_up, everything_owed.id, Outcome(True))  # these orders do not say what they owe


async def test_a_buy_out_is_booked_by_one_of_two_gardeners(clouds: TwoClouds) -> None:
    world = clouds.world
    cabinet: Cabinet = world.cabinet()
    order_id = cabinet.lend(world.account(5_000))
    world.clock.at_ms += 100 * 3_600_000
    done = await clouds.race([lambda unit: each_second(unit, world.ports)] * 10)
    assert sum(result["banks sold"] for result in done) == 1
    assert world.order(order_id).fee_minor == 3_000
