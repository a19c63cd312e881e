"""One cabinet as anyone may see it."""

from cloud.domain.identifiers import can_be_id
from cloud.domain.problems import NotFound
from cloud.services.fleet.configuration import desired_configuration
from cloud.services.money.views import tariff_view
from cloud.services.ports.store import Unit
from cloud.services.renting.views import CabinetView
from shared_protocol import codes


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
        returns_only=bool(desired_configuration(device)["return_only"]),
        slot_count=device.slot_count,
        available=sum(slot.state == codes.SLOT_OCCUPIED and not slot.faults for slot in slots),
        free_slots=sum(slot.state == codes.SLOT_EMPTY for slot in slots),
        station_id=device.station_id,
        station_name=None if place is None else place.name,
        latitude_udeg=None if place is None else place.latitude_udeg,
        longitude_udeg=None if place is None else place.longitude_udeg,
        tariff=tariff_view(tariff),
    )
