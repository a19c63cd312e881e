"""What the rooms below products must know of them, handed down with `Ports`: no room imports one above it.

Joined in `services.products`. Knows no product.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from cloud.domain.money.usage import Usage
from cloud.services.ports.notes import Message
from cloud.services.ports.rows.delivery import Command
from cloud.services.ports.rows.orders import Order

Builder = Callable[[Command], Message]


@dataclass(frozen=True, slots=True)
class DeviceKind:
    """One kind of device: how it is named, which boards run it, how it is configured."""

    name: str
    id_prefix: str
    boards: Mapping[str, int]
    """The most slots or connectors of each board, by the board's name."""
    positions_key: str
    """What the board's own configuration calls their number."""
    positions_field: int
    """The key of their number in PRESENCE."""
    configuration_record: Callable[[dict[str, Any]], Message]
    """Return a configuration with the wire's keys."""


@dataclass(frozen=True, slots=True)
class OrderKind:
    """One kind of order. Its *part* is what only this kind has: a row of its own, or None while there is none."""

    name: str
    part: Callable[[Any, str], Any]
    """Return the part of an order, read from the unit of work by the order's id."""
    view: Callable[[Order, Any], Any]
    """Return what the owner sees of an order and its part (a services.orders.views.OrderView)."""
    evidence: Callable[[Any], dict[str, object]]
    """Return what of a part helps a person who has to decide, as values of JSON."""
    receipt: Callable[[Any], dict[str, Any]]
    """Return what of a part stands on the receipt, by the fields of its content."""
    usage: Callable[[Order, Any], Usage]
    """Return what was used, of an order that has its times."""


@dataclass(frozen=True, slots=True)
class Catalogue:
    """What differs from product to product, by the word that names it in the database."""

    builders: Mapping[str, Builder]
    """Bodies of the messages that go down, by kind of command."""
    device_kinds: Mapping[str, DeviceKind]
    order_kinds: Mapping[str, OrderKind]

    def kind_for(self, board: str) -> DeviceKind | None:
        """Return the kind of device that runs on `board`."""
        return next((kind for kind in self.device_kinds.values() if board in kind.boards), None)
