"""What the use cases need from outside: clock, randomness, settings, key vault, unit of work, store; and the notes they leave.

Says how each behaves, and refuses to know how it is done: `cloud.storage` and `cloud.system` do it, the simulator does it
under a virtual clock.
"""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple, Protocol, TypeVar

from cloud.domain.problems import PaymentUnavailable
from cloud.services import fleet_repositories, money_repositories, repositories

T = TypeVar("T")
Message = dict[int, Any]


class Clock(Protocol):
    """Wall time of the server."""

    def now_ms(self) -> int:
        """Return UTC milliseconds since 1970."""


class Entropy(Protocol):
    """Everything that must not be guessed or must not collide."""

    def bytes(self, count: int) -> bytes:
        """Return `count` random bytes."""

    def token(self) -> str:
        """Return a secret of 256 bits as URL-safe text."""

    def id(self) -> str:
        """Return a new id: 32 hex digits, of a UUIDv7 so that neighbours in time are neighbours in an index."""


class KeyVault(Protocol):
    """Encrypts device keys at rest."""

    def seal(self, secret: bytes, context: str) -> bytes:
        """Return `secret` encrypted, bound to `context` (device and key version)."""

    def open(self, sealed: bytes, context: str) -> bytes:
        """Return the secret; raises VaultError when master key, context or bytes are not those of sealing."""


class VaultError(Exception):
    """A sealed key cannot be opened: wrong master key, or the row was changed. The message names the context."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What the payment gateway said of a payment; `detail` is why it failed, for the person."""

    succeeded: bool
    detail: str = ""


class GatewayUnavailable(PaymentUnavailable):
    """The gateway could not be reached or did not answer; ask again by the same payment id."""


class Gateway(Protocol):
    """Takes money from people's cards. Asked outside of any transaction."""

    accepts: bool
    """False where there is no gateway: then begin no payment."""

    async def charge(self, payment_id: str, amount_minor: int, currency: str) -> Outcome:
        """Charge once for this id, however often it is asked; raises GatewayUnavailable, and then nobody knows."""


@dataclass(frozen=True, slots=True)
class Settings:
    """Windows and limits of the business; times in milliseconds."""

    lend_window_ms: int = 60_000  # how long a cabinet may still try after the request; 48 jammed locks take 50 s
    order_maximum_ms: int = 600_000  # after its window, an unanswered order goes into reconciliation this much later
    resend_ms: int = 2_000  # first interval of re-sending an unanswered command; it doubles
    resend_maximum_ms: int = 60_000
    open_orders: int = 3  # per account
    session_ms: int = 30 * 24 * 3_600_000
    parked_events: int = 64  # events of one device kept before their predecessors came
    currency: str = "EUR"  # of the tariff that a new organisation begins with
    vanished_ms: int = 24 * 3_600_000  # a cabinet that was offline for so long is looked after by a person


@dataclass(frozen=True, slots=True)
class Ports:
    """The bundle that is handed to use cases."""

    clock: Clock
    entropy: Entropy
    vault: KeyVault
    settings: Settings = field(default_factory=Settings)


class CommandReady(NamedTuple):
    """After the commit: seal `body` (a LEND or CONFIGURE message) for the device's command topic and publish it.

    Then tell `outbox.mark_sent`. Losing the note loses nothing: the row is the outbox, and `tend` sends it again.
    """

    device_id: str
    command_id: str
    body: Message


class AckDue(NamedTuple):
    """After the commit: seal `body` (an ACK message) for the device's acknowledgement topic and publish it."""

    device_id: str
    body: Message


class AccountNews(NamedTuple):
    """After the commit: a durable live event (account_id, seq) exists. `body` is its JSON text, as `live_since` gives it.

    For names that begin with `order.`, `body` is the whole `OrderView` as it stands now and `order_id` names it.
    """

    account_id: str
    seq: int
    order_id: str | None
    name: str
    body: str


Note = CommandReady | AckDue | AccountNews
Listener = Callable[[Sequence[Note]], None]


class Unit(Protocol):
    """One item of work inside a transaction: repositories, and notes for after the commit."""

    accounts: repositories.Accounts
    organisations: repositories.Organisations
    stations: fleet_repositories.Stations
    devices: fleet_repositories.Devices
    slots: fleet_repositories.Slots
    banks: fleet_repositories.Banks
    orders: repositories.Orders
    commands: repositories.Commands
    journals: fleet_repositories.Journals
    live: repositories.LiveEvents
    tariffs: money_repositories.Tariffs
    ledger: money_repositories.Ledger
    payments: money_repositories.Payments
    bills: money_repositories.Bills
    cases: money_repositories.Cases
    alarms: repositories.Alarms
    audit: repositories.Audit

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
