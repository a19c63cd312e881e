"""Devices, stations, alarms, cases."""

from typing import Protocol

from cloud.services.ports.rows.fleet import Alarm, BrokerCredential, Case, Device, DeviceKey, Station
from cloud.services.ports.rows.renting import CabinetSummary, Lender


class Alarms(Protocol):
    """What a person should look at."""

    def add(self, alarm: Alarm) -> None:
        """Insert an alarm."""

    def newest(self, account_id: str, limit: int) -> list[Alarm]:
        """Return the newest alarms of the organisations that the account operates."""


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


class Cases(Protocol):
    """What waits for a person, and what one decided."""

    def open(self, case: Case) -> bool:
        """Insert an open case; False when its order has an open one."""

    def get(self, case_id: str) -> Case | None:
        """Return a case."""

    def of_order(self, order_id: str) -> Case | None:
        """Return the open case of an order."""

    def close(self, case_id: str, resolution: str, actor: str, note: str, now_ms: int) -> bool:
        """Close an open case; False when it was closed."""

    def close_of_device(self, device_id: str, kind: str, resolution: str, actor: str, now_ms: int) -> None:
        """Close the open cases of one kind about a device."""

    def newest(self, account_id: str, limit: int, *, is_open: bool) -> list[Case]:
        """Return the newest open or closed cases of the organisations that the account operates."""

    def open_orders(self) -> list[str]:
        """Return ids of orders that have an open case: for the audit."""
