"""What a unit of work offers on rows of the field: stations, devices, slots, banks, and the journals of devices.

As in `repositories`: a method that returns a bool or None for "not as expected" changes nothing then.
"""

from typing import Protocol

from cloud.services.fleet_records import (
    Advanced,
    BrokerCredential,
    Device,
    DeviceKey,
    InboxEvent,
    Lender,
    PowerBank,
    Slot,
    Station,
)
from cloud.services.fleet_views import CabinetSummary


class Stations(Protocol):
    """Stations, and the cabinets that stand there."""

    def add(self, station: Station) -> None:
        """Insert a station."""

    def get(self, station_id: str) -> Station | None:
        """Return a station."""

    def all(self) -> list[Station]:
        """Return every station, by name."""

    def set_tariff(self, station_id: str, tariff_id: str | None) -> None:
        """Set the station's own tariff; None for its organisation's."""

    def cabinets(self) -> list[tuple[str, CabinetSummary]]:
        """Return (station id, cabinet) of every active cabinet that stands at a station, by id."""


class Devices(Protocol):
    """Devices, their keys and broker credentials."""

    def add(self, device: Device) -> None:
        """Insert a device."""

    def get(self, device_id: str) -> Device | None:
        """Return a device."""

    def lender(self, device_id: str) -> Lender | None:
        """Return what renting needs to know of a device and of the tariff that holds there."""

    def by_sticker(self, sticker: str) -> Device | None:
        """Return the device with this number on its housing."""

    def set_sticker(self, device_id: str, sticker: str) -> bool:
        """Give the device its number; False when another has it."""

    def without_sticker(self) -> list[str]:
        """Return ids of devices that have no number yet."""

    def vanished(self, online_before_ms: int, limit: int) -> list[Device]:
        """Return active devices that went offline before that time and of which no open case tells."""

    def operated_by(self, account_id: str) -> list[Device]:
        """Return the devices of the organisations that the account operates, by id."""

    def update_presence(self, after: Device, before: Device) -> bool:
        """Store what a presence changes, if boot, connection and journal are still those of `before`."""

    def report_live(self, device_id: str, boot: int, uptime_ms: int, now_ms: int) -> bool:
        """Store a live report, if it is of the device's current boot and not older than the last one."""

    def set_health(self, device_id: str, health: str, now_ms: int) -> None:
        """Store a health report (JSON)."""

    def desire(self, device_id: str, version: int, configuration: str) -> bool:
        """Store the desired configuration (JSON), if its version is one above the last."""

    def configured(self, device_id: str, version: int, detail: str | None) -> None:
        """Store how the device took the configuration `version`: None for taken, else why not."""

    def add_key(self, key: DeviceKey) -> None:
        """Insert a sealed key."""

    def keys(self, device_id: str) -> list[DeviceKey]:
        """Return the keys that are not retired, newest first."""

    def retire_keys(self, device_id: str, before: int, now_ms: int) -> None:
        """Retire the keys of versions below `before`."""

    def add_credential(self, credential: BrokerCredential) -> None:
        """Insert a broker credential."""

    def credentials(self) -> list[BrokerCredential]:
        """Return the credentials of all active devices, by device id."""


class Slots(Protocol):
    """The newest word about each slot."""

    def of_device(self, device_id: str) -> list[Slot]:
        """Return the slots of a device, in order."""

    def put(self, slot: Slot) -> None:
        """Insert or replace a slot."""

    def clear(self, device_id: str, slot: int, now_ms: int) -> None:
        """Set a slot empty, if it is known."""

    def set_faults(self, device_id: str, slot: int, faults: int, now_ms: int) -> None:
        """Set a slot's faults, if it is known."""


class Banks(Protocol):
    """Where each bank is: exactly one place (INV-11)."""

    def get(self, bank_id: str) -> PowerBank | None:
        """Return a bank."""

    def see(self, bank_id: str, device_id: str, slot: int, now_ms: int) -> None:
        """Put a bank that a status report shows into that slot, unless an open order holds it: events decide then."""

    def put_into_slot(self, bank_id: str, device_id: str, slot: int, at_ms: int) -> None:
        """Put a bank into a slot, wherever it was; a bank that was believed there is lost."""

    def take(self, bank_id: str, order_id: str, device_id: str, at_ms: int) -> bool:
        """Give a bank that left `device_id` to an order; False if another order holds it, or it is in another cabinet since."""

    def lose(self, bank_id: str, device_id: str, slot: int, at_ms: int) -> None:
        """Set a bank lost, if it is in this slot or unknown."""

    def put_away(self, bank_id: str, place: str, at_ms: int) -> None:
        """Set a bank's place to "maintenance" or "lost", wherever it was."""

    def all(self) -> list[PowerBank]:
        """Return every bank, by id."""


class Journals(Protocol):
    """Journaled events as they came, and how far each device's journal is committed."""

    def advance(self, device_id: str, journal_id: str, seq: int, unparked: int = 0) -> Advanced | None:
        """Commit `seq`, if it is the next one of the current journal; locks the device's row."""

    def get(self, device_id: str, journal_id: str, seq: int) -> InboxEvent | None:
        """Return the event of that number."""

    def put(self, event: InboxEvent) -> None:
        """Insert an event, or replace the parked one of the same number."""

    def park(self, event: InboxEvent) -> bool:
        """Keep an early event, once; False if it is not early any more."""

    def parked(self, device_id: str, journal_id: str, seq: int) -> InboxEvent | None:
        """Return the parked event of that number."""

    def newest(self, device_id: str, journal_id: str, limit: int, before_seq: int | None) -> list[InboxEvent]:
        """Return events, newest first."""

    def add_gap(self, device_id: str, journal_id: str, gap: tuple[int, int], now_ms: int) -> None:
        """Record that the events from gap[0] to gap[1] will never come."""
