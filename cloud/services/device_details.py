"""One device as its operators see it, whatever its kind."""

from cloud.services.fleet.devices import operated_device
from cloud.services.ports.store import Unit
from cloud.services.products import DETAILS
from cloud.services.renting.views import CabinetDetail

AnyDeviceDetail = CabinetDetail  # one structure a kind of device, joined by `|`


def device_detail(unit: Unit, account_id: str, device_id: str) -> AnyDeviceDetail:
    """Return all of one device, in the structure of its kind; raises NotFound."""
    device = operated_device(unit, account_id, device_id)
    return DETAILS[device.kind](unit, device)  # type: ignore[return-value]  # one of these, as announced
