"""The cloud's database in memory: the store that services and bridge use, and what a run reads out of it.

Reads whole tables by itself, so that what checkers are shown does not depend on the services that they judge.
"""

import asyncio
import hashlib
from collections import Counter
from collections.abc import Callable
from typing import Any, TypeVar

from sqlalchemy import Table, select

from cloud.domain.delivery import command as commands
from cloud.domain.money import ledger
from cloud.domain.money.ledger import LedgerAccount
from cloud.domain.renting.cases import BANK_REMOVED
from cloud.services.ports.notes import Listener
from cloud.services.ports.rows.delivery import Command, InboxEvent
from cloud.services.ports.rows.fleet import Alarm, Device
from cloud.services.ports.rows.orders import Order
from cloud.services.ports.rows.renting import PowerBank, Rental
from cloud.services.ports.store import Unit
from cloud.services.ports.world import Settings
from cloud.storage.engine.sqlite import IN_MEMORY, SqliteConnection
from cloud.storage.engine.statement import Statement, plain, text_
from cloud.storage.migration import migrate
from cloud.storage.schema import fleet, money, orders
from cloud.storage.schema.delivery import COMMAND, INBOX
from cloud.storage.schema.fleet import ALARM
from cloud.storage.schema.renting import POWER_BANK, RENTAL, SLOT
from cloud.storage.store import InlineStore
from tools.audit.judge import audit
from tools.sim.judging.observations import BankAtRest, DeviceAtRest, OrderAtRest, WalletAtRest

T = TypeVar("T")


def _whole(table: Table) -> Statement:
    return plain(select(table).order_by(*table.primary_key))


def _of_device(table: Table) -> Statement:
    return plain(select(table).where(table.c.device_id == text_("device")).order_by(*table.primary_key), "device")


_DEVICES, _ORDERS, _BANKS = _whole(fleet.DEVICE), _whole(orders.ORDERS), _whole(POWER_BANK)
_RENTALS = _whole(RENTAL)
_COMMANDS, _INBOX, _ALARMS = _whole(COMMAND), _whole(INBOX), _whole(ALARM)
_TRANSFERS, _ACCOUNTS = _whole(money.TRANSFER), _whole(money.LEDGER_ACCOUNT)
_DEVICE = plain(select(fleet.DEVICE).where(fleet.DEVICE.c.id == text_("device")), "device")
# What an event may change, for one device; rows are compared as they are.
_CHANGEABLE = tuple(_of_device(table) for table in (orders.ORDERS, COMMAND, POWER_BANK, SLOT, INBOX, ALARM))


class FutureStore:
    """services.ports.Store over the inline one: everything is done at once, the futures are done futures."""

    def __init__(self, inner: InlineStore, loop: asyncio.AbstractEventLoop) -> None:
        """Take the store, and the loop of those who await."""
        self._inner = inner
        self._loop = loop

    def write(self, work: Callable[[Unit], T]) -> "asyncio.Future[T]":
        """Run `work` now; see services.ports.Store."""
        return self._done(self._inner.write, work)

    def read(self, work: Callable[[Unit], T]) -> "asyncio.Future[T]":
        """Run `work`, which only looks, now."""
        return self._done(self._inner.read, work)

    def listen(self, listener: Listener) -> None:
        """Have `listener` called with the notes of each commit."""
        self._inner.listen(listener)

    def _done(self, run: Callable[[Callable[[Unit], T]], T], work: Callable[[Unit], T]) -> "asyncio.Future[T]":
        future: asyncio.Future[T] = self._loop.create_future()
        try:
            future.set_result(run(work))
        except Exception as error:  # noqa: BLE001 - who awaits it hears it
            future.set_exception(error)
        return future


class Database:
    """`inline` for callers without a loop, `store` for the bridge; both are the same database."""

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        """Make an empty, migrated database."""
        self._connection = SqliteConnection(IN_MEMORY)
        migrate(self._connection)
        self.inline = InlineStore(self._connection)
        self.store = FutureStore(self.inline, loop)

    def close(self) -> None:
        """Close it."""
        self.inline.close()

    def committed(self, device_id: str) -> tuple[bytes, int]:
        """Return a device's current journal and up to where it is committed."""
        device = Device(*self._connection.all(_DEVICE, (device_id,))[0])
        return bytes.fromhex(device.journal_id or ""), device.committed_seq

    def fingerprint(self, device_id: str) -> str:
        """Return a hash of all that an event of this device may change."""
        rows = [self._connection.all(statement, (device_id,)) for statement in _CHANGEABLE]
        rows += [self._connection.all(_ACCOUNTS), self._connection.all(_RENTALS)]
        return hashlib.sha256(repr((rows, self.committed(device_id))).encode()).hexdigest()

    def orders(self) -> dict[bytes, OrderAtRest]:
        """Return every order."""
        orders = [Order(*row) for row in self._connection.all(_ORDERS)]
        rentals = {row[0]: Rental(*row) for row in self._connection.all(_RENTALS)}
        return {bytes.fromhex(order.id): _at_rest(order, rentals.get(order.id)) for order in orders}

    def transfers(self) -> dict[str, tuple[Any, ...]]:
        """Return every transfer by its id."""
        return {row[0]: row for row in self._connection.all(_TRANSFERS)}

    def wallets(self) -> dict[str, WalletAtRest]:
        """Return the money of every person who ever had or owed any."""
        accounts = {row[0]: LedgerAccount(*row) for row in self._connection.all(_ACCOUNTS)}
        people: dict[str, WalletAtRest] = {}
        for account in accounts.values():
            kind, person, currency = account.id.split("/") if account.id.count("/") == 2 else ("", "", "")
            if kind in {ledger.WALLET, ledger.UNPAID}:
                mine = accounts.get(ledger.wallet(person, currency), _EMPTY)
                owed = accounts.get(ledger.unpaid(person, currency), _EMPTY)
                balance_minor = mine.credits_minor - mine.debits_minor
                owed_minor = owed.debits_minor - owed.credits_minor
                people[person] = WalletAtRest(balance_minor, mine.held_minor, owed_minor)
        return people

    def audit(self, now_ms: int, settings: Settings) -> tuple[tuple[str, str], ...]:
        """Return what `wattlend audit` finds."""
        return tuple(self.inline.read(lambda unit: audit(unit, now_ms, settings)).violations)

    def orders_by_state(self) -> dict[str, int]:
        """Return how many orders are in each state."""
        return dict(sorted(Counter(order.state for order in self.orders().values()).items()))

    def banks(self) -> dict[bytes, BankAtRest]:
        """Return where every bank is believed to be."""
        banks = [PowerBank(*row) for row in self._connection.all(_BANKS)]
        return {
            bytes.fromhex(bank.id): BankAtRest(bank.place, bank.device_id, bank.slot, _id(bank.order_id))
            for bank in banks
        }

    def devices(self) -> dict[str, DeviceAtRest]:
        """Return every device with the numbers of its events that were taken, applied or in quarantine."""
        applied: dict[str, dict[bytes, list[int]]] = {}
        for row in self._connection.all(_INBOX):
            event = InboxEvent(*row)
            if event.state != "parked":
                journals = applied.setdefault(event.device_id, {})
                journals.setdefault(bytes.fromhex(event.journal_id), []).append(event.seq)
        devices = [Device(*row) for row in self._connection.all(_DEVICES)]
        return {
            device.id: DeviceAtRest(
                bool(device.online), _id(device.journal_id), device.committed_seq, applied.get(device.id, {})
            )
            for device in devices
        }

    def open_commands(self) -> int:
        """Return how many commands have no answer."""
        return sum(Command(*row).state in commands.OPEN for row in self._connection.all(_COMMANDS))

    def alarms(self) -> Counter[str]:
        """Return how many alarms of each kind were raised."""
        return Counter(alarm.kind for alarm in self._alarms())

    def removed_banks(self) -> frozenset[bytes]:
        """Return the banks of which an alarm says that they were taken out."""
        words: Any = (alarm.detail.split() for alarm in self._alarms() if alarm.kind == BANK_REMOVED)
        return frozenset(
            bytes.fromhex(word) for detail in words for word in detail if len(word) == 12 and _is_hex(word)
        )

    def _alarms(self) -> list[Alarm]:
        return [Alarm(*row) for row in self._connection.all(_ALARMS)]


_EMPTY = LedgerAccount("", "", "", 0, 0, 0)


def _at_rest(order: Order, rental: Rental | None) -> OrderAtRest:
    bank, moments = _id(None if rental is None else rental.bank), (order.began_ms, order.ended_ms)
    return OrderAtRest(order.device_id, order.state, bank, order.account_id, *moments, order.fee_minor)


def _id(text: str | None) -> bytes | None:
    return None if text is None else bytes.fromhex(text)


def _is_hex(word: str) -> bool:
    return all(char in "0123456789abcdef" for char in word)
