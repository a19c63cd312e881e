"""One cabinet, by anyone who stands before it."""

from cloud.http.call import Call, Reply
from cloud.services.renting.cabinets import public_cabinet


async def show_cabinet(call: Call) -> Reply:
    """Show one cabinet."""
    return Reply(200, await call.open_read(lambda unit: public_cabinet(unit, call.path("cabinet_id"))))
