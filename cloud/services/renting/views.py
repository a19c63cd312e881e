"""What is shown of cabinets and their slots; field names are the API's."""

import msgspec

from cloud.services.fleet.views import DeviceDetail
from cloud.services.money.views import TariffView
from cloud.services.orders.views import OrderView, contract_fields
from cloud.services.ports.rows.orders import Order
from cloud.services.ports.rows.renting import Rental


class CabinetView(msgspec.Struct, frozen=True):
    """One cabinet as a person sees it who stands before it: what it has to lend, where it stands, what that costs."""

    id: str
    sticker: str | None
    online: bool
    returns_only: bool
    slot_count: int
    available: int
    free_slots: int
    station_id: str | None
    station_name: str | None
    latitude_udeg: int | None
    longitude_udeg: int | None
    tariff: TariffView


class SlotView(msgspec.Struct, frozen=True):
    """One slot as last reported; state and faults as names of shared_protocol.codes in lower case."""

    slot: int
    state: str
    faults: list[str]
    bank: str | None
    charge_pct: int | None
    cycles: int | None
    updated_ms: int


class CabinetDetail(DeviceDetail, frozen=True, kw_only=True):
    """All that an operator sees of one cabinet."""

    slots: list[SlotView]


class RentalView(msgspec.Struct, frozen=True):
    """What only a rental has: the bank that came out, of which slot, and where it was pushed in again."""

    bank: str | None
    slot: int | None
    return_slot: int | None


class RentalOrder(OrderView, frozen=True, kw_only=True, tag="rental"):
    """A rental of a power bank: the order, and what only a rental has."""

    rental: RentalView


def rental_view(order: Order, rental: Rental | None) -> RentalOrder:
    """Return what the owner of a rental sees of it."""
    rental = rental or Rental(order.id)
    part = RentalView(rental.bank, rental.slot, rental.return_slot)
    return RentalOrder(**contract_fields(order), rental=part)
