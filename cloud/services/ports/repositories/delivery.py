"""Commands and journals."""

from collections.abc import Sequence
from typing import Protocol

from cloud.services.ports.rows.delivery import Advanced, Command, InboxEvent
from cloud.services.ports.rows.orders import Order


class Commands(Protocol):
    """Commands: the outbox."""

    def add(self, command: Command) -> None:
        """Insert a command."""

    def with_order(self, command_id: str) -> tuple[Command, Order | None] | None:
        """Return a command and the order it is for."""

    def queued(self, limit: int) -> list[Command]:
        """Return commands that were not sent since they were queued, oldest first."""

    def due(self, now_ms: int, limit: int) -> list[Command]:
        """Return open commands of online devices that are due by now."""

    def open_of_device(self, device_id: str) -> list[Command]:
        """Return the open commands of a device, oldest first."""

    def mark_sent(self, command_ids: Sequence[str], now_ms: int, due_ms: int) -> None:
        """Set open commands sent, count the attempt; they are due no earlier than `due_ms`."""

    def postpone(self, command_id: str, due_ms: int) -> None:
        """Set when an open command is due."""

    def rebind(self, after: Command, before: Command) -> bool:
        """Store the command's new boot and deadline, if it is still bound as `before` and in that state."""

    def finish(self, command_id: str, from_state: str, state: str, outcome: int, reason: int | None) -> bool:
        """Store how a command ended, if it is still in `from_state`."""

    def supersede_configure(self, device_id: str) -> None:
        """Set the open configure commands of a device expired."""


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
