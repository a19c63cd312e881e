"""The store and its unit of work: transactions as the use cases see them, and how they fail."""

from collections.abc import Awaitable, Callable
from typing import Any, Protocol, TypeVar

from cloud.services.ports.notes import Listener, Note
from cloud.services.ports.repositories.delivery import Commands, Journals
from cloud.services.ports.repositories.fleet import Alarms, Cases, Devices, Stations
from cloud.services.ports.repositories.money import Bills, Ledger, Payments, Tariffs
from cloud.services.ports.repositories.orders import Orders
from cloud.services.ports.repositories.people import Accounts, Audit, Idempotency, LiveEvents, Organisations
from cloud.services.ports.repositories.renting import Banks, Rentals, Slots

T = TypeVar("T")


class Unit(Protocol):
    """One item of work inside a transaction: repositories, and notes for after the commit."""

    accounts: Accounts
    organisations: Organisations
    stations: Stations
    devices: Devices
    slots: Slots
    banks: Banks
    orders: Orders
    commands: Commands
    journals: Journals
    idempotency: Idempotency
    rentals: Rentals
    live: LiveEvents
    tariffs: Tariffs
    ledger: Ledger
    payments: Payments
    bills: Bills
    cases: Cases
    alarms: Alarms
    audit: Audit

    def note(self, note: Note) -> None:
        """Leave a note; it is handed to the listeners after the commit, and dropped if this item fails."""


class Store(Protocol):
    """Runs work in transactions. `work` may run more than once and must change nothing but its unit."""

    def write(self, work: Callable[[Unit], T]) -> Awaitable[T]:
        """Run `work` in a savepoint of the next group commit; resolves after the commit.

        What `work` raises undoes this item alone and is raised here. Raises StorageError (below) if the database fails,
        which leaves nothing behind.
        """

    def read(self, work: Callable[[Unit], T]) -> Awaitable[T]:
        """Run `work`, which only looks, on one consistent state of the database."""

    def listen(self, listener: Listener) -> None:
        """Have `listener` called with the notes of each commit, in commit order, on the event loop."""


class StorageError(Exception):
    """The database did not do it, and nothing was changed; the message names cause and way out."""


class StorageBusy(StorageError):
    """Somebody else holds the database for too long; trying again is right."""


class StorageFull(StorageError):
    """No room is left for the database; free some, then try again."""


class ConstraintViolated(StorageError):
    """A row would break a constraint of the schema: what the use case believed is no longer true."""


class StoreClosed(StorageError):
    """The store was closed before this item was written."""


class Overtaken(Exception):
    """Raised by work whose conditional update found another state than it had read: undo this item and run it again."""


class RunInstead(Exception):
    """Raised by work that learns half-way that it must fail: undo this item and run `work` in its place.

    So only the work as a whole may consist of a use case that can raise this (`events.accept_event` is the one).
    """

    def __init__(self, work: Callable[[Unit], Any]) -> None:
        super().__init__("work to be run in place of this item")
        self.work = work
