"""What a database from before a newer feature lacks, given at the start of the cloud; again changes nothing."""

from cloud.services.fleet.stickers import give_sticker
from cloud.services.money.tariffs import add_tariff, standard
from cloud.services.ports.store import Unit
from cloud.services.ports.world import Ports


def bring_up_to_date(unit: Unit, ports: Ports) -> None:
    """Give every organisation a tariff and every device its number."""
    for organisation in unit.organisations.all():
        if organisation.tariff_id is None:
            tariff = add_tariff(unit, ports, organisation.id, standard(ports.settings.currency))
            unit.organisations.set_tariff(organisation.id, tariff.id)
    for device_id in unit.devices.without_sticker():
        give_sticker(unit, ports, device_id)
