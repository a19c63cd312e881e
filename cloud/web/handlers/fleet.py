"""What an operator sees first: every cabinet and its slots."""

from typing import Any

from cloud.http.call import OperatorCall
from cloud.services.fleet import device_detail, list_devices
from cloud.services.ports import Unit
from cloud.services.stations import list_stations
from cloud.web.answers import Answer, Page


async def show_fleet(call: OperatorCall) -> Answer:
    """Show devices with their slots."""

    def work(unit: Unit, who: Any) -> dict[str, Any]:
        devices = list_devices(unit, who.account_id)
        return {
            "details": [device_detail(unit, who.account_id, device.id) for device in devices],
            "stations": {station.id: station.name for station in list_stations(unit)},
        }

    return Page("operate.html", await call.read(work))
