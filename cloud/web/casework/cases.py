"""The operator's queue: what waits for a person, its evidence, and the decision."""

import json
from typing import Any

from cloud.domain.problems import NotFound, Problem
from cloud.http.call import OperatorCall
from cloud.services.casework.case_files import case_detail, list_cases
from cloud.services.casework.resolve import ResolveRequest, resolve
from cloud.services.ports.store import Unit
from cloud.web.casework.requests import ResolutionForm, moment_ms
from cloud.web.casework.words import CASES, RESOLUTIONS
from cloud.web.fleet.words import event_line
from cloud.web.frame.answers import Answer, Page, Redirect
from cloud.web.renting.words import TAKES_MOMENT

QUEUE = "/operate/cases"
CLOSED = "closed"


async def show_queue(call: OperatorCall) -> Answer:
    """Show open cases, or those that were closed."""
    is_open = call.request.query.get("state") != CLOSED
    cases = await call.read(lambda unit, who: list_cases(unit, who.account_id, is_open=is_open, limit=100))
    return Page("operate_cases.html", {"cases": cases, "is_open": is_open, "kinds": CASES, "resolutions": RESOLUTIONS})


async def show_file(call: OperatorCall) -> Answer:
    """Show one case with its evidence and what may be decided."""
    return await _file(call)


async def decide(call: OperatorCall) -> Answer:
    """Decide the case; what cannot be is said on its page."""
    form: ResolutionForm = call.body
    ports, case_id = call.ports, call.path("case_id")
    try:
        decided = (form.resolution, form.note, moment_ms(form.at, form.zone), form.bank or None)
        await call.write(lambda unit, who: resolve(unit, ports, ResolveRequest(who.account_id, case_id, *decided)))
    except NotFound:
        raise
    except Problem as problem:
        return await _file(call, problem)
    return Redirect(QUEUE)


async def _file(call: OperatorCall, trouble: Problem | None = None) -> Page:
    case_id, ports = call.path("case_id"), call.ports

    def work(unit: Unit, who: Any) -> dict[str, Any]:
        detail = case_detail(unit, ports, who.account_id, case_id)
        return {
            "file": detail,
            "evidence": json.loads(bytes(detail.case.evidence)),
            "events": [(event, event_line(event)) for event in detail.events],
            "kinds": CASES,
            "resolutions": RESOLUTIONS,
            "takes_moment": TAKES_MOMENT,
            "trouble": trouble,
        }

    return Page("operate_case.html", await call.read(work), 200 if trouble is None else trouble.status)
