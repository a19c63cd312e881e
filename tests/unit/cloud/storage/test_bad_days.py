"""Database busy, full, killed, gone; two programs on one database."""

import asyncio
import os
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import psycopg
import pytest

from cloud.domain.orders.refusals import TooManyOpenOrders
from cloud.services.people.accounts import RegisterRequest, register
from cloud.services.ports.store import StorageBusy, StorageError, StorageFull, Unit
from cloud.services.ports.world import Ports
from cloud.services.products import CATALOGUE
from cloud.services.renting.rent import RentRequest, RentResult, rent
from cloud.storage.engine import sqlite
from cloud.storage.group_commit import GroupCommit
from cloud.storage.migration import migrate
from cloud.storage.opening import connect, open_inline, open_store
from cloud.storage.vault import MasterKeyVault
from cloud.system import SystemClock, SystemEntropy
from tests.support.cloud_world import World
from tests.support.databases import PostgresDatabases, sqlite_url
from tests.support.traces import has_row, leave, traces

CALLERS = 50

WRITER = """
import sys
from cloud.storage.opening import open_inline
from tests.support.traces import leave
store = open_inline(sys.argv[1])
for number in range(1_000_000):
    store.write(leave(f"{number:07}"))
    print(number, flush=True)
"""


@pytest.fixture
def shop(database_url: str) -> Iterator[World]:
    """A world on a database that others can open too."""
    store = open_inline(database_url)
    yield World(store)
    store.close()


async def test_fifty_requests_with_one_key_make_one_order(database_url: str, shop: World) -> None:
    cabinet, account_id = shop.cabinet(), shop.account()
    stores = [await open_store(database_url) for _ in range(2)]
    request = RentRequest(account_id, cabinet.id, "the same key")
    work = asyncio.gather(
        *(stores[number % 2].write(lambda unit: rent(unit, shop.ports, request)) for number in range(CALLERS))
    )
    results = await work
    assert len({result.order.id for result in results}) == 1
    assert sum(result.created for result in results) == 1
    assert len(shop.look(lambda unit: unit.commands.queued(99))) == 1
    for store in stores:
        await store.close()


async def test_two_programs_share_one_database(database_url: str, shop: World) -> None:
    cabinet = shop.cabinet()
    accounts = [shop.account() for _ in range(4)]
    stores = [await open_store(database_url) for _ in range(2)]

    def renting(number: int, turn: int) -> Callable[[Unit], RentResult]:
        request = RentRequest(accounts[number % 4], cabinet.id, f"{number}-{turn}")
        return lambda unit: rent(unit, shop.ports, request)

    async def customer(number: int) -> None:
        for turn in range(3):
            with suppress(TooManyOpenOrders):
                await stores[number % 2].write(renting(number, turn))

    await asyncio.gather(*(customer(number) for number in range(16)))
    for account_id in accounts:
        placed = shop.look(lambda unit, account_id=account_id: unit.orders.of_account(account_id, 99, None))
        events = shop.look(lambda unit, account_id=account_id: unit.live.since(account_id, 0, 99))
        assert len(placed) == shop.ports.settings.open_orders
        assert [event.seq for event in events] == [1, 2, 3]
    ids = [event.id for event in shop.look(lambda unit: unit.live.after(0, 99))]
    assert ids == list(range(1, 13))
    for store in stores:
        await store.close()


async def test_one_email_gives_one_account_however_many_ask(database_url: str) -> None:
    ports = Ports(SystemClock(), SystemEntropy(), MasterKeyVault(bytes(32)), CATALOGUE)
    stores = [await open_store(database_url) for _ in range(2)]
    request = RegisterRequest("ada@example.org", "Ada", "hash")
    answers = await asyncio.gather(
        *(stores[number % 2].write(lambda unit: register(unit, ports, request)) for number in range(10)),
        return_exceptions=True,
    )
    assert sum(not isinstance(answer, Exception) for answer in answers) == 1
    for store in stores:
        await store.close()


def test_a_writer_killed_at_any_moment_leaves_exactly_what_it_promised(database_url: str) -> None:
    connection = connect(database_url)
    migrate(connection)
    group = GroupCommit(connection)
    writer = subprocess.Popen(
        [sys.executable, "-c", WRITER, database_url], stdout=subprocess.PIPE, text=True, cwd=Path.cwd()
    )
    assert writer.stdout is not None
    told = -1
    for line in writer.stdout:
        told = int(line)
        if told >= 200:
            os.kill(writer.pid, signal.SIGKILL)
            break
    rest = writer.stdout.read().split()
    writer.wait()
    writer.stdout.close()
    told = int(rest[-1]) if rest else told
    outcome = group.read([lambda unit: unit.live.newest_id()]).outcomes[0]
    assert outcome.result - 1 in (told, told + 1), "what was promised, and at most the one that was being promised"
    assert group.read([has_row(f"{told:07}")]).outcomes[0].result
    assert group.read([traces]).outcomes[0].error is None
    assert group.write([leave("after")]).outcomes[0].error is None
    group.close()


def test_a_database_that_another_holds_is_busy_and_then_works_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sqlite, "_BUSY_TIMEOUT_S", 0.1)
    connection = connect(sqlite_url(tmp_path))
    migrate(connection)
    group = GroupCommit(connection)
    holder = sqlite3.connect(tmp_path / "cloud.db", isolation_level=None)
    holder.execute("BEGIN IMMEDIATE")
    errors = [outcome.error for outcome in group.write([leave("a"), leave("b")]).outcomes]
    assert [type(error) for error in errors] == [StorageBusy, StorageBusy]
    holder.execute("ROLLBACK")
    holder.close()
    assert group.write([leave("c")]).outcomes[0].result == "c"
    assert group.read([traces]).outcomes[0].result == ["c"]
    group.close()


def test_a_full_disk_fails_who_needs_room_and_recovers(tmp_path: Path) -> None:
    connection = connect(sqlite_url(tmp_path))
    migrate(connection)
    group = GroupCommit(connection)
    limit = connection._connection  # type: ignore[attr-defined]
    pages = limit.execute("PRAGMA page_count").fetchone()[0]
    limit.execute(f"PRAGMA max_page_count = {pages + 20}")
    outcomes = []
    while len(outcomes) < 2_000 and not (outcomes and isinstance(outcomes[-1].error, StorageFull)):
        outcomes += group.write([leave(f"{len(outcomes):04}-{'x' * 900}")]).outcomes
    assert isinstance(outcomes[-1].error, StorageFull)
    assert "free some" in str(outcomes[-1].error)
    kept = sum(outcome.error is None for outcome in outcomes)
    assert group.read([lambda unit: unit.live.newest_id()]).outcomes[0].result == kept
    limit.execute(f"PRAGMA max_page_count = {pages + 2_000}")
    assert group.write([leave("after")]).outcomes[0].error is None
    group.close()


async def test_a_database_that_went_away_is_found_again(postgres_databases: PostgresDatabases) -> None:
    url = postgres_databases.fresh()
    store = await open_store(url)
    await store.write(leave("a"))
    with psycopg.connect(url, autocommit=True) as other:
        other.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
    with pytest.raises(StorageError):
        await store.write(leave("b"))
    deadline = time.monotonic() + 10
    while time.monotonic() < deadline:
        try:
            await store.write(leave("c"))
            break
        except StorageError:
            await asyncio.sleep(0.05)
    try:
        found = await store.read(traces)
    except StorageError:  # the reader notices for itself
        found = await store.read(traces)
    assert found == ["a", "c"]
    await store.close()


async def test_who_waits_for_one_that_waits_for_him_finishes_all_the_same(
    postgres_databases: PostgresDatabases,
) -> None:
    url = postgres_databases.fresh()
    store = await open_store(url)
    await asyncio.gather(store.write(leave("a")), store.write(leave("b")))
    async with await psycopg.AsyncConnection.connect(url) as other:
        await other.execute("UPDATE power_bank SET updated_ms = 7 WHERE id = 'b'")
        waiting = asyncio.gather(
            *(store.write(lambda unit, name=name: unit.banks.put_into_slot(name, name, 1, 9)) for name in "ab")
        )
        await _until_somebody_waits(url)
        await other.execute("UPDATE power_bank SET updated_ms = 8 WHERE id = 'a'")
        await other.commit()
        await waiting
    assert await store.read(lambda unit: [unit.banks.get(name)[3] for name in "ab"]) == [1, 1]
    await store.close()


async def _until_somebody_waits(url: str) -> None:
    async with await psycopg.AsyncConnection.connect(url, autocommit=True) as watcher:
        deadline = time.monotonic() + 10
        while time.monotonic() < deadline:
            cursor = await watcher.execute("SELECT count(*) FROM pg_locks WHERE NOT granted")
            row = await cursor.fetchone()
            if row is not None and row[0]:
                return
            await asyncio.sleep(0.01)
    raise AssertionError("nobody waits for the lock")
