"""What checkers are told while a world runs: facts about the outside of cabinets and cloud, never their own opinion.

Times are virtual milliseconds of the run, `uptime_ms` those of one boot.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from tools.sim.judging.flash_records import Intent

Body = dict[int, Any]


@dataclass(frozen=True, slots=True)
class Booted:
    """A board starts; `open_commands` are those its flash shows with an INTENT and without a result."""

    cabinet: str
    open_commands: frozenset[bytes]


@dataclass(frozen=True, slots=True)
class CommandArrived:
    """An authentic LEND is handed to a cabinet's core."""

    cabinet: str
    boot: int
    body: Body


@dataclass(frozen=True, slots=True)
class AckArrived:
    """An authentic ACK is handed to a cabinet's core."""

    cabinet: str
    journal: bytes
    seq: int


@dataclass(frozen=True, slots=True)
class AckTaken:
    """What a cabinet believes to be committed of its own journal after it took an ACK."""

    cabinet: str
    acknowledged_seq: int


@dataclass(frozen=True, slots=True)
class Pulsed:
    """A lock gets its pulse; `intent` is the newest INTENT on the flash at that moment."""

    cabinet: str
    boot: int
    uptime_ms: int
    slot: int
    intent: Intent | None


@dataclass(frozen=True, slots=True)
class BankLeft:
    """A bank came out of its slot, `after_pulse_ms` after the last pulse of that lock (None: nobody pulsed)."""

    cabinet: str
    slot: int
    bank: bytes
    after_pulse_ms: int | None


@dataclass(frozen=True, slots=True)
class BankPushedIn:
    """Somebody pushed a bank into a slot."""

    cabinet: str
    slot: int
    bank: bytes


@dataclass(frozen=True, slots=True)
class ForeignPushedIn:
    """Somebody pushed in a bank that is none of ours; no two of them have the same id."""

    cabinet: str
    slot: int
    bank: bytes


@dataclass(frozen=True, slots=True)
class Published:
    """A cabinet's core sends a message."""

    cabinet: str
    boot: int
    body: Body


@dataclass(frozen=True, slots=True)
class FileRemoved:
    """A file is gone from a cabinet's flash; `data` is what it held."""

    cabinet: str
    name: str
    data: bytes


@dataclass(frozen=True, slots=True)
class AckSent:
    """The cloud acknowledges a journal up to `seq`."""

    cabinet: str
    journal: bytes
    seq: int


@dataclass(frozen=True, slots=True)
class AppliedAgain:
    """An old event was handed to the cloud once more; what the cloud's tables said before and after."""

    cabinet: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Paid:
    """The gateway took money of a person for the wallet."""

    account: str
    amount_minor: int


@dataclass(frozen=True, slots=True)
class LedgerRead:
    """Every row of the ledger as it stands now, transfers by id: looked at every now and then."""

    transfers: Mapping[str, tuple[Any, ...]]


@dataclass(frozen=True, slots=True)
class CabinetAtRest:
    """One cabinet at the end: the bank of ours in each slot (None: there is none), and how much its journal still has to tell."""

    banks: dict[int, bytes | None]
    journal_depth: int


@dataclass(frozen=True, slots=True)
class OrderAtRest:
    """One order at the end, as the cloud has it; `bank` is the one it holds or held."""

    cabinet: str
    state: str
    bank: bytes | None
    account: str = ""
    began_ms: int | None = None
    ended_ms: int | None = None
    fee_minor: int | None = None


@dataclass(frozen=True, slots=True)
class WalletAtRest:
    """One person's money at the end, as the cloud has it."""

    balance_minor: int
    held_minor: int
    owed_minor: int


@dataclass(frozen=True, slots=True)
class DeviceAtRest:
    """One cabinet at the end, as the cloud has it: the journal's prefix, and which of its events are stored as applied."""

    online: bool
    journal: bytes | None
    committed_seq: int
    applied: Mapping[bytes, list[int]]


@dataclass(frozen=True, slots=True)
class BankAtRest:
    """Where the cloud thinks a bank is: `place` is slot, order, maintenance or lost."""

    place: str
    cabinet: str | None
    slot: int | None
    order: bytes | None


@dataclass(frozen=True, slots=True)
class Settled:
    """Faults have stopped and the stated time has passed: the whole world, and what the cloud believes of it."""

    outside: frozenset[bytes]
    cabinets: dict[str, CabinetAtRest]
    devices: dict[str, DeviceAtRest]
    orders: dict[bytes, OrderAtRest]
    banks: dict[bytes, BankAtRest]
    open_commands: int
    alarmed_banks: frozenset[bytes] = field(default=frozenset())
    wallets: Mapping[str, WalletAtRest] = field(default_factory=dict)
    audit: tuple[tuple[str, str], ...] = ()  # (check, what is wrong) of `wattlend audit`


Observation = (
    Booted
    | CommandArrived
    | AckArrived
    | AckTaken
    | Pulsed
    | BankLeft
    | BankPushedIn
    | ForeignPushedIn
    | Published
    | FileRemoved
    | AckSent
    | AppliedAgain
    | Paid
    | LedgerRead
    | Settled
)
