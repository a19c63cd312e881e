"""The queue of what waits for a person."""

from cloud.api.casework.requests import NewResolution
from cloud.http.call import OperatorCall, Reply
from cloud.http.problems import InvalidParameter
from cloud.services.casework.case_files import MAX_PAGE, case_detail, list_cases
from cloud.services.casework.resolve import ResolveRequest, resolve

OPEN, CLOSED = "open", "closed"


async def show_cases(call: OperatorCall) -> Reply:
    """List open or closed cases, the newest first."""
    state, limit = call.request.query.get("state", OPEN), call.query_int("limit", 50, 1, MAX_PAGE)
    if state not in (OPEN, CLOSED):
        raise InvalidParameter(f"state is {OPEN} or {CLOSED}")
    is_open = state == OPEN
    return Reply(200, await call.read(lambda unit, who: list_cases(unit, who.account_id, is_open=is_open, limit=limit)))


async def show_case(call: OperatorCall) -> Reply:
    """Show one case and all that is known about it."""
    ports, case_id = call.ports, call.path("case_id")
    return Reply(200, await call.read(lambda unit, who: case_detail(unit, ports, who.account_id, case_id)))


async def resolve_case(call: OperatorCall) -> Reply:
    """Decide one case."""
    body: NewResolution = call.body
    ports, case_id = call.ports, call.path("case_id")
    decided = (body.resolution, body.note, body.at_ms, body.bank)
    view = await call.write(lambda unit, who: resolve(unit, ports, ResolveRequest(who.account_id, case_id, *decided)))
    return Reply(200, view)
