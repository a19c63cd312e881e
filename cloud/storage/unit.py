"""The unit of work over one connection: all repositories, and the notes of the transaction that is open."""

from collections.abc import Sequence

from cloud.services.ports.notes import Note
from cloud.services.ports.repositories.delivery import Commands, Journals
from cloud.services.ports.repositories.fleet import Alarms, Cases, Devices, Stations
from cloud.services.ports.repositories.money import Bills, Ledger, Payments, Tariffs
from cloud.services.ports.repositories.orders import Orders
from cloud.services.ports.repositories.people import Accounts, Audit, Idempotency, LiveEvents, Organisations
from cloud.services.ports.repositories.renting import Banks, Rentals, Slots
from cloud.storage.engine.connection import Connection
from cloud.storage.repositories.delivery.commands import CommandRows
from cloud.storage.repositories.delivery.journals import JournalRows
from cloud.storage.repositories.fleet.alarms import AlarmRows
from cloud.storage.repositories.fleet.cases import CaseRows
from cloud.storage.repositories.fleet.devices import DeviceRows
from cloud.storage.repositories.fleet.stations import StationRows
from cloud.storage.repositories.money.bills import BillRows
from cloud.storage.repositories.money.ledger import LedgerRows
from cloud.storage.repositories.money.payments import PaymentRows
from cloud.storage.repositories.money.tariffs import TariffRows
from cloud.storage.repositories.orders.orders import OrderRows
from cloud.storage.repositories.people.accounts import AccountRows
from cloud.storage.repositories.people.audit_log import AuditRows
from cloud.storage.repositories.people.idempotency import IdempotencyRows
from cloud.storage.repositories.people.live import LiveRows
from cloud.storage.repositories.people.organisations import OrganisationRows
from cloud.storage.repositories.renting.banks import BankRows
from cloud.storage.repositories.renting.rentals import RentalRows
from cloud.storage.repositories.renting.slots import SlotRows

Mark = tuple[int, int]


class StoredUnit:
    """services.ports.Unit, reused for every item; `mark` and `drop_since` follow the savepoints."""

    def __init__(self, connection: Connection) -> None:
        """Build the repositories over `connection`."""
        self.accounts: Accounts = AccountRows(connection)
        self.organisations: Organisations = OrganisationRows(connection)
        self.stations: Stations = StationRows(connection)
        self.devices: Devices = DeviceRows(connection)
        self.slots: Slots = SlotRows(connection)
        self.banks: Banks = BankRows(connection)
        self.orders: Orders = OrderRows(connection)
        self.commands: Commands = CommandRows(connection)
        self.journals: Journals = JournalRows(connection)
        self.idempotency: Idempotency = IdempotencyRows(connection)
        self.rentals: Rentals = RentalRows(connection)
        self._live = LiveRows(connection)
        self.live: LiveEvents = self._live
        self.tariffs: Tariffs = TariffRows(connection)
        self.ledger: Ledger = LedgerRows(connection)
        self.payments: Payments = PaymentRows(connection)
        self.bills: Bills = BillRows(connection)
        self.cases: Cases = CaseRows(connection)
        self.alarms: Alarms = AlarmRows(connection)
        self.audit: Audit = AuditRows(connection)
        self._notes: list[Note] = []

    def note(self, note: Note) -> None:
        """Leave a note for after the commit."""
        self._notes.append(note)

    def mark(self) -> Mark:
        """Return where this item begins."""
        return len(self._notes), len(self._live.pending)

    def drop_since(self, mark: Mark) -> None:
        """Forget what the item that began at `mark` left."""
        del self._notes[mark[0] :]
        del self._live.pending[mark[1] :]

    def finish(self) -> None:
        """Write what is written last; then commit."""
        self._live.write_pending()

    def take_notes(self) -> Sequence[Note]:
        """Return the notes of the transaction, and keep none."""
        notes, self._notes = self._notes, []
        return notes
