"""Rows on lending: what renting reads of a cabinet, its slots, the banks."""

from typing import NamedTuple

import msgspec


class Lender(NamedTuple):
    """The little that renting reads of a device and its tariff: every column of a row costs time on the hottest path."""

    id: str
    organisation_id: str
    kind: str
    state: str
    online: int
    boot: int
    live_boot: int
    live_uptime_ms: int
    live_at_ms: int
    tariff_id: str
    currency: str
    hold_minor: int


class Slot(NamedTuple):
    """The newest report about one slot; numbers of shared_protocol.codes."""

    device_id: str
    slot: int
    state: int
    faults: int
    bank: str | None
    charge_pct: int | None
    cycles: int | None
    updated_ms: int


class PowerBank(NamedTuple):
    """Where a bank is: exactly one place (INV-11)."""

    id: str
    place: str  # slot, order, maintenance, lost
    device_id: str | None
    slot: int | None
    order_id: str | None
    updated_ms: int


class CabinetSummary(msgspec.Struct, frozen=True):
    """One cabinet of a station; `available` counts banks that are there and not known to be faulty."""

    id: str
    online: bool
    slot_count: int
    available: int
    free_slots: int


class Rental(NamedTuple):
    """What only a rental has; there from the moment a bank left, or may have left, the cabinet.

    `buy_out_ms` is when the fee reaches the total cap and the bank is sold, None when it never is or has ended.
    """

    order_id: str
    bank: str | None = None
    slot: int | None = None
    return_slot: int | None = None
    buy_out_ms: int | None = None
    is_sold: int = 0  # 0, 1: the bank is the customer's
