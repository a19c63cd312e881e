"""A small cloud for tests: a store, a clock that stands still until moved, counted ids, and a cabinet that speaks for itself."""

from collections.abc import Callable
from itertools import count
from typing import Any, TypeVar

from cloud.services.bootstrap import BootstrapRequest, bootstrap
from cloud.services.command_answers import accept_command_state
from cloud.services.events import accept_event
from cloud.services.fleet.presence import accept_presence
from cloud.services.fleet.provision import Provisioned, ProvisionRequest, provision_device
from cloud.services.fleet.stations import CreateStationRequest, create_station
from cloud.services.people.accounts import RegisterRequest, register
from cloud.services.ports.notes import AccountNews, AckDue, CommandReady, Message, Note
from cloud.services.ports.rows.renting import Rental
from cloud.services.ports.store import Unit
from cloud.services.ports.world import Ports, Settings
from cloud.services.products import CATALOGUE
from cloud.services.renting.rent import RentRequest, RentResult, rent
from cloud.services.renting.status import accept_status
from cloud.storage.store import InlineStore
from cloud.storage.vault import MasterKeyVault
from shared_protocol import cabinet as wire
from shared_protocol import codes, fields, messages, topics
from shared_protocol.channel import DeviceChannel
from shared_protocol.host.names import field_number
from tests.support.funds import give

T = TypeVar("T")
START_MS = 1_800_000_000_000
JOURNAL = bytes(range(8))
FUNDS_MINOR = 10_000


class StillClock:
    """services.ports.Clock that tests move."""

    def __init__(self) -> None:
        self.at_ms = START_MS

    def now_ms(self) -> int:
        return self.at_ms


class CountedEntropy:
    """services.ports.Entropy whose ids rise and whose secrets are counted: the same in every run."""

    def __init__(self) -> None:
        self._count = count(1)

    def bytes(self, count: int) -> bytes:
        return next(self._count).to_bytes(8, "big").rjust(count, b"\x07")[-count:]

    def token(self) -> str:
        return f"token-{next(self._count):05}"

    def id(self) -> str:
        return f"{next(self._count):032x}"


class World:
    """One organisation with an operator, one station; cabinets and people as a test needs them."""

    def __init__(self, store: InlineStore, settings: Settings | None = None) -> None:
        self.store = store
        self.clock = StillClock()
        self.ports = Ports(self.clock, CountedEntropy(), MasterKeyVault(bytes(32)), CATALOGUE, settings or Settings())
        self.notes: list[Note] = []
        store.listen(self.notes.extend)
        first = self.write(bootstrap, BootstrapRequest("Town", "operator@example.org", "Olga", "hash"))
        self.organisation_id, self.operator_id = first.organisation_id, first.account_id
        place = CreateStationRequest(self.operator_id, self.organisation_id, "Harbour", 52_000_000, 13_000_000)
        self.station_id = self.write(create_station, place).id
        self._people = count(1)
        self._keys = count(1)

    def write(self, use_case: Callable[..., T], *arguments: Any, **options: Any) -> T:
        """Run a use case that takes ports."""
        return self.store.write(lambda unit: use_case(unit, self.ports, *arguments, **options))

    def read(self, use_case: Callable[..., T], *arguments: Any) -> T:
        """Run a use case that only looks and takes no ports."""
        return self.store.read(lambda unit: use_case(unit, *arguments))

    def look(self, work: Callable[[Unit], T]) -> T:
        """Look into the repositories."""
        return self.store.read(work)

    def account(self, funds_minor: int = FUNDS_MINOR) -> str:
        """Return the id of a new person's account, with money in the wallet."""
        email = f"person{next(self._people)}@example.org"
        account_id = self.write(register, RegisterRequest(email, "Person", "hash")).id
        if funds_minor:
            self.fund(account_id, funds_minor)
        return account_id

    def fund(self, account_id: str, amount_minor: int) -> None:
        """Put money into the account's wallet, without a live event."""
        key = f"fund-{next(self._keys)}"
        self.store.write(lambda unit: give(unit, account_id, amount_minor, key, self.clock.now_ms()))

    def provision(self, slot_count: int = 12) -> Provisioned:
        """Return a new cabinet at the station."""
        request = ProvisionRequest(
            self.operator_id, self.organisation_id, self.station_id, slot_count, "cabinet-s3", "127.0.0.1", 1883
        )
        return self.write(provision_device, request)

    def cabinet(self, banks: int = 3) -> "Cabinet":
        """Return a new cabinet that is online and has reported `banks` banks."""
        cabinet = Cabinet(self, self.provision())
        cabinet.come_online()
        cabinet.report(banks)
        return cabinet

    def rent(self, account_id: str, cabinet_id: str, key: str | None = None) -> RentResult:
        """Rent with a fresh idempotency key, or the given one."""
        return self.write(rent, RentRequest(account_id, cabinet_id, key or f"key-{next(self._keys)}"))

    def order(self, order_id: str) -> Any:
        """Return an order's row."""
        return self.look(lambda unit: unit.orders.get(order_id))

    def rental(self, order_id: str) -> Rental:
        """Return what only a rental has of an order; nothing known yet is an empty one."""
        return self.look(lambda unit: unit.rentals.get(order_id)) or Rental(order_id)

    def device(self, device_id: str) -> Any:
        """Return a device's row."""
        return self.look(lambda unit: unit.devices.get(device_id))

    def bank(self, bank: bytes) -> Any:
        """Return a bank's row."""
        return self.look(lambda unit: unit.banks.get(bank.hex()))

    def alarms(self) -> list[str]:
        """Return the kinds of all alarms, oldest first."""
        return [alarm.kind for alarm in self.look(lambda unit: unit.alarms.newest(self.operator_id, 200))][::-1]

    def acks(self) -> list[int]:
        """Return the numbers acknowledged since the last call."""
        return [note.body[fields.SEQ] for note in self.taken(AckDue)]

    def commands(self) -> list[Message]:
        """Return the command bodies to be published since the last call."""
        return [note.body for note in self.taken(CommandReady)]

    def news(self) -> list[AccountNews]:
        """Return the account news since the last call."""
        return self.taken(AccountNews)

    def taken(self, kind: type[T]) -> list[T]:
        """Return and forget the notes of one kind."""
        found = [note for note in self.notes if isinstance(note, kind)]
        self.notes[:] = [note for note in self.notes if not isinstance(note, kind)]
        return found


class Cabinet:
    """A device as the bridge hears it: numbers its events, keeps its uptime by the world's clock."""

    def __init__(self, world: World, provisioned: Provisioned) -> None:
        self.world = world
        self.id = provisioned.device_id
        self.channel = DeviceChannel(self.id, 1, bytes.fromhex(str(provisioned.configuration["key"])), wire.ROWS)
        self.boot = 1
        self.connection = 0
        self.journal = JOURNAL
        self.next_seq = 1
        self.started_ms = world.clock.at_ms - 10_000

    @property
    def uptime_ms(self) -> int:
        return self.world.clock.at_ms - self.started_ms

    def come_online(self, *, retained: bool = False, **changes: Any) -> bool:
        """Connect anew; `changes` by field name in lower case."""
        self.connection += 1
        body = {
            fields.TYPE: messages.PRESENCE,
            fields.ONLINE: True,
            fields.BOOT: self.boot,
            fields.CONNECTION: self.connection,
            fields.UPTIME_MS: self.uptime_ms,
            fields.JOURNAL: self.journal,
            fields.FIRST_SEQ: 1,
            fields.NEXT_SEQ: self.next_seq,
            fields.CONFIGURATION_VERSION: 0,
        } | _by_number(changes)
        return self.world.write(accept_presence, self.id, body, retained=retained)

    def go_offline(self, boot: int | None = None, connection: int | None = None) -> bool:
        """Have the broker publish the will of the current connection, or of another."""
        body = {
            fields.TYPE: messages.PRESENCE,
            fields.ONLINE: False,
            fields.BOOT: self.boot if boot is None else boot,
            fields.CONNECTION: self.connection if connection is None else connection,
        }
        return self.world.write(accept_presence, self.id, body)

    def restart(self) -> None:
        """Start again: next boot, no uptime, offline as far as the cloud knows."""
        self.boot += 1
        self.connection = 0
        self.started_ms = self.world.clock.at_ms

    def bank(self, slot: int) -> bytes:
        """Return the id of the bank that `report` puts into `slot`."""
        return bytes.fromhex(self.id[-8:]) + slot.to_bytes(2, "big")

    def report(self, banks: int) -> bool:
        """Report slots 1 to 12, the first `banks` of them occupied."""
        records = []
        for slot in range(1, 13):
            record: Message = {wire.SLOT: slot, wire.SLOT_STATE: wire.SLOT_EMPTY, wire.FAULTS: 0}
            if slot <= banks:
                record |= {wire.SLOT_STATE: wire.SLOT_OCCUPIED, wire.BANK: self.bank(slot), wire.CHARGE_PCT: 90}
            records.append(record)
        return self.report_slots(records)

    def report_slots(self, records: list[Message]) -> bool:
        """Report slot records."""
        body = {
            fields.TYPE: wire.STATUS,
            fields.BOOT: self.boot,
            fields.UPTIME_MS: self.uptime_ms,
            wire.SLOTS: records,
        }
        return self.world.write(accept_status, self.id, body)

    def event(self, kind: int, **values: Any) -> Message:
        """Return the next entry of the journal, values by field name in lower case."""
        body = {
            fields.TYPE: kind,
            fields.JOURNAL: self.journal,
            fields.SEQ: self.next_seq,
            fields.BOOT: self.boot,
            fields.UPTIME_MS: self.uptime_ms,
            fields.CLOCK_QUALITY: codes.CLOCK_NONE,
        } | _by_number(values)
        self.next_seq += 1
        return body

    def send(self, body: Message, defect: str | None = None) -> str:
        """Have the cloud take an event."""
        envelope = self.channel.seal(topics.EVENT, body) if defect is None else b"not understood"
        topic = self.channel.topic(topics.EVENT)
        return self.world.write(accept_event, self.id, topic, envelope, body, defect=defect)

    def lend_result(self, command: Message, outcome: int = codes.DONE, **values: Any) -> Message:
        """Return the LEND_RESULT of a LEND body; a done one names slot 1 and its bank unless told otherwise."""
        if outcome == codes.DONE:
            values = {"slot": 1, "bank": self.bank(1)} | values
        ids = {"command": command[fields.COMMAND], "order": command[fields.ORDER]}
        return self.event(wire.LEND_RESULT, outcome=outcome, **ids, **values)

    def lend(self, account_id: str | None = None, slot: int = 1) -> str:
        """Rent here and have the bank of `slot` come out; returns the order's id."""
        result = self.world.rent(account_id or self.world.account(), self.id)
        command = self.world.commands()[-1]
        self.send(self.lend_result(command, slot=slot, bank=self.bank(slot)))
        return result.order.id

    def give_back(self, bank: bytes, slot: int = 1, **values: Any) -> str:
        """Have a bank pushed into `slot`."""
        return self.send(self.event(wire.BANK_RETURNED, slot=slot, bank=bank, **values))

    def answer(self, command: Message, outcome: int, **values: Any) -> bool:
        """Have the cloud take a COMMAND_STATE for a command."""
        body = {
            fields.TYPE: messages.COMMAND_STATE,
            fields.BOOT: self.boot,
            fields.UPTIME_MS: self.uptime_ms,
            fields.COMMAND: command[fields.COMMAND],
            fields.OUTCOME: outcome,
        } | _by_number(values)
        return self.world.write(accept_command_state, self.id, body)


def _by_number(values: dict[str, Any]) -> Message:
    return {field_number(name): value for name, value in values.items()}
