"""Slots and banks."""

from typing import Protocol

from cloud.services.ports.rows.delivery import Command
from cloud.services.ports.rows.orders import Order
from cloud.services.ports.rows.renting import PowerBank, Rental, Slot


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


class Rentals(Protocol):
    """What only rentals have beside their orders."""

    def get(self, order_id: str) -> Rental | None:
        """Return the rental's part of an order; None while nothing is known to have left the cabinet."""

    def put(self, rental: Rental) -> None:
        """Insert the part of an order, or replace it."""

    def with_command(self, command_id: str) -> tuple[Command, Order | None, Rental | None] | None:
        """Return a command, the order it is for, and the rental's part of that."""

    def due_for_sale(self, now_ms: int, limit: int) -> list[tuple[Order, Rental]]:
        """Return active orders whose buy-out is due by now, the longest due first."""

    def sold_with(self, bank_id: str) -> tuple[Order, Rental] | None:
        """Return the newest order with which this bank was sold."""
