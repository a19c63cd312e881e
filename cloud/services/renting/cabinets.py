"""One cabinet as anyone may see it."""

import msgspec

from cloud.domain.identifiers import can_be_id
from cloud.domain.problems import NotFound
from cloud.services.fleet.devices import detail_of
from cloud.services.fleet.wire_words import bit_names, code_name
from cloud.services.money.views import tariff_view
from cloud.services.ports.rows.fleet import Device
from cloud.services.ports.rows.renting import Slot
from cloud.services.ports.store import Unit
from cloud.services.renting.configuration import wanted_configuration
from cloud.services.renting.views import CabinetDetail, CabinetView, SlotView
from shared_protocol import cabinet as wire


def public_cabinet(unit: Unit, cabinet_id: str) -> CabinetView:
    """Return what anyone may know of one cabinet; raises NotFound."""
    device = unit.devices.get(cabinet_id) if can_be_id(cabinet_id) else None
    lender = None if device is None else unit.devices.lender(device.id)
    tariff = None if lender is None else unit.tariffs.get(lender.tariff_id)
    if device is None or tariff is None or device.kind != "cabinet" or device.state != "active":
        raise NotFound(f"no cabinet {cabinet_id}")
    slots = unit.slots.of_device(device.id)
    place = None if device.station_id is None else unit.stations.get(device.station_id)
    return CabinetView(
        id=device.id,
        sticker=device.sticker,
        online=bool(device.online),
        returns_only=bool(wanted_configuration(device)["return_only"]),
        slot_count=device.positions,
        available=sum(slot.state == wire.SLOT_OCCUPIED and not slot.faults for slot in slots),
        free_slots=sum(slot.state == wire.SLOT_EMPTY for slot in slots),
        station_id=device.station_id,
        station_name=None if place is None else place.name,
        latitude_udeg=None if place is None else place.latitude_udeg,
        longitude_udeg=None if place is None else place.longitude_udeg,
        tariff=tariff_view(tariff),
    )


def cabinet_detail(unit: Unit, device: Device) -> CabinetDetail:
    """Return all that its operators see of a cabinet."""
    common = msgspec.structs.asdict(detail_of(device))
    return CabinetDetail(**common, slots=[_slot(slot) for slot in unit.slots.of_device(device.id)])


def _slot(slot: Slot) -> SlotView:
    state = code_name(wire.SLOT_STATE, slot.state).removeprefix("slot_")
    faults = bit_names(wire.FAULTS, slot.faults)
    return SlotView(slot.slot, state, faults, slot.bank, slot.charge_pct, slot.cycles, slot.updated_ms)
