"""The unit of work over one connection: all repositories, and the notes of the transaction that is open."""

from collections.abc import Sequence

from cloud.services import fleet_repositories, money_repositories, repositories
from cloud.services.ports import Note
from cloud.storage.connection import Connection
from cloud.storage.repositories.accounts import AccountRows
from cloud.storage.repositories.billing import BillRows, PaymentRows, TariffRows
from cloud.storage.repositories.cases import CaseRows
from cloud.storage.repositories.commands import CommandRows
from cloud.storage.repositories.devices import DeviceRows
from cloud.storage.repositories.journals import JournalRows
from cloud.storage.repositories.ledger import LedgerRows
from cloud.storage.repositories.live import LiveRows
from cloud.storage.repositories.log import AlarmRows, AuditRows
from cloud.storage.repositories.orders import OrderRows
from cloud.storage.repositories.organisations import OrganisationRows, StationRows
from cloud.storage.repositories.slots import BankRows, SlotRows

Mark = tuple[int, int]


class StoredUnit:
    """services.ports.Unit, reused for every item; `mark` and `drop_since` follow the savepoints."""

    def __init__(self, connection: Connection) -> None:
        """Build the repositories over `connection`."""
        self.accounts: repositories.Accounts = AccountRows(connection)
        self.organisations: repositories.Organisations = OrganisationRows(connection)
        self.stations: fleet_repositories.Stations = StationRows(connection)
        self.devices: fleet_repositories.Devices = DeviceRows(connection)
        self.slots: fleet_repositories.Slots = SlotRows(connection)
        self.banks: fleet_repositories.Banks = BankRows(connection)
        self.orders: repositories.Orders = OrderRows(connection)
        self.commands: repositories.Commands = CommandRows(connection)
        self.journals: fleet_repositories.Journals = JournalRows(connection)
        self._live = LiveRows(connection)
        self.live: repositories.LiveEvents = self._live
        self.tariffs: money_repositories.Tariffs = TariffRows(connection)
        self.ledger: money_repositories.Ledger = LedgerRows(connection)
        self.payments: money_repositories.Payments = PaymentRows(connection)
        self.bills: money_repositories.Bills = BillRows(connection)
        self.cases: money_repositories.Cases = CaseRows(connection)
        self.alarms: repositories.Alarms = AlarmRows(connection)
        self.audit: repositories.Audit = AuditRows(connection)
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
