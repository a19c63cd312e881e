"""The audit log."""

from cloud.http.call import OperatorCall, Reply
from cloud.services.fleet import devices
from cloud.services.people.audit_log import audit_trail


async def show_audit(call: OperatorCall) -> Reply:
    """List who did what in an organisation, the newest first."""
    organisation_id, limit = call.path("organisation_id"), call.query_int("limit", 50, 1, devices.MAX_PAGE)
    return Reply(200, await call.read(lambda unit, who: audit_trail(unit, who.account_id, organisation_id, limit)))
