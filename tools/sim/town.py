"""The simulated town: cabinets, broker, cloud, people and somebody on the wire, built from one seed.

Puts the parts together and tells every observation to the checkers. Owns no behaviour of its own.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from random import Random

from tools.sim.judging.checkers import Checker
from tools.sim.judging.observations import (
    BankLeft,
    BankPushedIn,
    CabinetAtRest,
    FileRemoved,
    ForeignPushedIn,
    LedgerRead,
    Observation,
    Paid,
    Settled,
)
from tools.sim.parties.board import Board
from tools.sim.parties.cabinet import Cabinet
from tools.sim.parties.cloud import Cloud
from tools.sim.parties.eavesdropper import Eavesdropper
from tools.sim.parties.people import People
from tools.sim.world.broker import Broker
from tools.sim.world.flash import SimulatedFlash
from tools.sim.world.mechanics import RandomMechanics, charge_for_ever
from tools.sim.world.network import Traffic
from tools.sim.world.randomness import stream
from tools.sim.world.timeline import Timeline, TimelineClock
from tools.sim.world.trace import Trace
from tools.world.bank import Bank, bank_of_ours
from tools.world.cabinet import Cabinet as PhysicalCabinet

FLASH_BYTES = 64 * 1024
# Of all slots, how many have a bank at the beginning (in hundredths): some room is needed for returns.
FILLED_PCT = 70
READ_LEDGER_MS = 60_000


@dataclass(frozen=True)
class Size:
    """How large the town is."""

    cabinets: int = 8
    slots: int = 12


class Town:
    """Everything that exists in one run."""

    def __init__(
        self, seed: int, size: Size, checkers: Sequence[Checker], show: Callable[[str], None] | None = None
    ) -> None:
        """Take the seed, the size, who judges, and who sees the trace live."""
        self.seed = seed
        self.timeline = Timeline()
        self.trace = Trace(self.timeline, show)
        self.traffic = Traffic()
        self.broker = Broker(self.timeline, self.traffic)
        self.cloud = Cloud(self.timeline, self.stream("cloud"), self.trace, self.broker, self.observe)
        self.cabinets: dict[str, Cabinet] = {}
        self._checkers = checkers
        for number in range(size.cabinets):
            self._build_cabinet(number, size.slots)
        self.people = People(
            self.timeline,
            self.stream("people"),
            self.trace,
            self.cloud,
            {name: cabinet.hardware for name, cabinet in self.cabinets.items()},
        )
        self.people.on_return = lambda *pushed: self.observe(BankPushedIn(*pushed))
        self.people.on_paid = lambda *paid: self.observe(Paid(*paid))
        self.people.on_foreign = lambda *pushed: self.observe(ForeignPushedIn(*pushed))
        self.eavesdropper = Eavesdropper(
            self.timeline, self.stream("eavesdropper"), self.broker, self.cloud, self.observe
        )

    def stream(self, *names: object) -> Random:
        """Return a random stream of its own for a part."""
        return stream(self.seed, *names)

    def observe(self, seen: Observation) -> None:
        """Tell every checker; raises Violation."""
        for checker in self._checkers:
            checker.see(seen)

    def start(self) -> None:
        """Switch everything on."""
        self.cloud.start()
        for cabinet in self.cabinets.values():
            cabinet.board.power_on()
        self.timeline.every(READ_LEDGER_MS, self._read_ledger)

    def settled(self) -> Settled:
        """Return where everything is, and where the cloud thinks it is."""
        return Settled(
            outside=frozenset(self.people.outside),
            cabinets={name: _at_rest(cabinet) for name, cabinet in self.cabinets.items()},
            devices=self.cloud.database.devices(),
            orders=self.cloud.database.orders(),
            banks=self.cloud.database.banks(),
            open_commands=self.cloud.database.open_commands(),
            alarmed_banks=self.cloud.database.removed_banks(),
            wallets=self.cloud.database.wallets(),
            audit=self.cloud.audit(),
        )

    def _read_ledger(self) -> None:
        self.observe(LedgerRead(self.cloud.database.transfers()))

    def _build_cabinet(self, number: int, slots: int) -> None:
        document = self.cloud.provision(slots)
        name = str(document["device_id"])
        random = self.stream("hardware", number)
        mechanics = RandomMechanics(random)
        hardware = PhysicalCabinet(slots, TimelineClock(self.timeline), mechanics)
        hardware.on_left = lambda *left: self._bank_left(name, *left)
        charge_for_ever(hardware, self.timeline, random)
        _fill(hardware, random, number)
        flash = SimulatedFlash(self.stream("flash", number), FLASH_BYTES)
        flash.on_remove = lambda file, data: self.observe(FileRemoved(name, file, bytes(data)))
        line = self.broker.line(name, self.stream("line", number))
        board = Board(
            document, self.timeline, self.stream("board", number), self.trace, hardware, flash, line, self.observe
        )
        key = bytes.fromhex(str(document["key"]))
        self.cabinets[name] = Cabinet(name, key, board, hardware, mechanics, flash, line)

    def _bank_left(self, name: str, slot: int, bank: Bank, after_pulse_ms: float | None) -> None:
        self.trace.note(name, f"bank {bank.identity.hex()} leaves slot {slot}")
        self.observe(BankLeft(name, slot, bank.identity, None if after_pulse_ms is None else round(after_pulse_ms)))
        self.people.take(bank, name)


def _fill(hardware: PhysicalCabinet, random: Random, cabinet: int) -> None:
    for index, slot in enumerate(hardware.slots):
        if random.randrange(100) < FILLED_PCT:
            identity = bytes((0x02, 0x04, 0xA3, 0x00, cabinet, index))
            slot.bank = bank_of_ours(identity, random.randint(20, 100), random.randint(0, 400))


def _at_rest(cabinet: Cabinet) -> CabinetAtRest:
    banks = {
        number: None if slot.bank is None or slot.bank.foreign else slot.bank.identity
        for number, slot in enumerate(cabinet.hardware.slots, 1)
    }
    device = cabinet.board.device
    state = {} if device is None else device.snapshot()
    return CabinetAtRest(banks, state["next_seq"] - 1 - state["acknowledged"] if state else -1)
