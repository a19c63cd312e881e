"""Alarms."""

from typing import Any

from cloud.http.call import OperatorCall
from cloud.services.fleet.alarms import list_alarms
from cloud.services.fleet.devices import list_devices
from cloud.services.fleet.stations import list_stations
from cloud.services.ports.store import Unit
from cloud.web.casework.words import alarm_name
from cloud.web.frame.answers import Answer, Page

LISTED = 100


async def show_alarm_list(call: OperatorCall) -> Answer:
    """Show alarms, the newest first."""

    def work(unit: Unit, who: Any) -> dict[str, Any]:
        alarms = list_alarms(unit, who.account_id, LISTED)
        stations = {station.id: station.name for station in list_stations(unit)}
        devices = list_devices(unit, who.account_id)
        places = {device.id: stations.get(device.station_id or "", device.id) for device in devices}
        return {"alarms": alarms, "places": places, "names": {each.kind: alarm_name(each.kind) for each in alarms}}

    return Page("operate_alarms.html", await call.read(work))
