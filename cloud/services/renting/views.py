"""What is shown of cabinets and their slots; field names are the API's."""

import msgspec

from cloud.services.fleet.views import DeviceDetail
from cloud.services.money.views import TariffView


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
