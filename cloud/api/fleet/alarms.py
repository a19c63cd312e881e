"""Alarms."""

from cloud.http.call import OperatorCall, Reply
from cloud.services.fleet import devices
from cloud.services.fleet.alarms import list_alarms


async def show_alarms(call: OperatorCall) -> Reply:
    """List alarms, the newest first."""
    limit = call.query_int("limit", 50, 1, devices.MAX_PAGE)
    return Reply(200, await call.read(lambda unit, who: list_alarms(unit, who.account_id, limit)))
