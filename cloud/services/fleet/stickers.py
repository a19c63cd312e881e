"""Numbers on housings: giving each device one, and finding a cabinet by it (RENT-9). A number is public and no secret."""

from cloud.domain.fleet import sticker
from cloud.domain.problems import NotFound
from cloud.services.ports.rows.fleet import Device
from cloud.services.ports.store import Unit
from cloud.services.ports.world import Ports

_TRIES = 100  # with a million numbers, a hundred that are all taken is no chance


class NumbersExhausted(Exception):
    """No free number was found."""


def give_sticker(unit: Unit, ports: Ports, device_id: str) -> str:
    """Give the device a number that no other has, and return it."""
    for _ in range(_TRIES):
        number = sticker.make(int.from_bytes(ports.entropy.bytes(4), "big"))
        if unit.devices.set_sticker(device_id, number):
            return number
    raise NumbersExhausted(f"no free number for device {device_id}: there are a million")


def device_by_sticker(unit: Unit, text: str) -> Device:
    """Return the active device whose number a person scanned or typed; raises NotFound."""
    number = sticker.parse(text)
    device = None if number is None else unit.devices.by_sticker(number)
    if device is None or device.state != "active":
        raise NotFound(f"no device has the number {text:.20}")
    return device
