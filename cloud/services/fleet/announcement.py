"""What a subject announces of itself, for `services.products` to join: adding a product is adding its announcement there."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from cloud.services.delivery.journaled import Event
from cloud.services.fleet.views import DeviceDetail
from cloud.services.ports.catalogue import Builder, DeviceKind, OrderKind
from cloud.services.ports.notes import Message
from cloud.services.ports.rows.delivery import Command
from cloud.services.ports.rows.fleet import Case, Device
from cloud.services.ports.rows.orders import Order
from cloud.services.ports.store import Unit
from cloud.services.ports.world import Ports


class Answered(NamedTuple):
    """A device's answer (COMMAND_STATE) to an open command that touched nothing; `order` is what the command is for."""

    device: Device
    command: Command
    order: Order | None
    body: Message


class Decision(NamedTuple):
    """What an operator decided about a case: `at_ms` is when it happened, `bank` which power bank it is about."""

    case: Case
    at_ms: int | None
    bank: str | None


Applier = Callable[[Unit, Ports, Event], None]
ReportTaker = Callable[[Unit, Ports, str, Message], bool]
AnswerTaker = Callable[[Unit, Ports, Answered], bool]
Decide = Callable[[Unit, Ports, Order, Decision], None]
Chore = Callable[[Unit, Ports], int]
Detail = Callable[[Unit, Device], DeviceDetail]


@dataclass(frozen=True, slots=True)
class Announcement:
    """All that one subject adds to the joining lists; what it does not have stays empty."""

    appliers: Mapping[int, Applier] = field(default_factory=dict)
    """Journaled events, by type of message: what each changes."""
    reports: Mapping[int, ReportTaker] = field(default_factory=dict)
    """Reports of which the newest wins, by type of message; each tells whether it changed anything."""
    builders: Mapping[str, Builder] = field(default_factory=dict)
    """Messages that go down, by kind of command."""
    answers: Mapping[str, AnswerTaker] = field(default_factory=dict)
    """What follows from a device's answer that touched nothing, by kind of command; each tells whether it changed anything."""
    every_second: Mapping[str, Chore] = field(default_factory=dict)
    """Periodic work by name; each returns how many things it did."""
    every_minute: Mapping[str, Chore] = field(default_factory=dict)
    decisions: Mapping[str, Mapping[str, Decide]] = field(default_factory=dict)
    """What an operator may decide about an order in reconciliation: by kind of order, then by resolution."""
    reasons: Mapping[str, str] = field(default_factory=dict)
    """What `reason` of its orders may say beside the slugs of problems, with what it means."""
    details: Mapping[str, Detail] = field(default_factory=dict)
    """What operators see of one device, by kind of device."""
    device_kinds: Sequence[DeviceKind] = ()
    order_kinds: Sequence[OrderKind] = ()
