"""What a person decides about a case: one resolution, in one transaction with the money, the bank and the audit entry.

What may be decided stands in `domain.catalogue`; what there is to know before deciding, in `case_files`.
"""

from dataclasses import dataclass

from cloud.domain.casework.refusals import ResolutionNotAllowed
from cloud.domain.catalogue import allowed_resolutions
from cloud.domain.fleet.cases import NOTED
from cloud.domain.identifiers import can_be_bank, can_be_id, can_be_name
from cloud.domain.orders import order as orders
from cloud.domain.problems import InvalidRequest, NotFound
from cloud.services.casework.views import CaseView, case_view
from cloud.services.fleet.announcement import Decision
from cloud.services.people.operators import OPERATOR, record
from cloud.services.ports.rows.fleet import Case
from cloud.services.ports.rows.orders import Order
from cloud.services.ports.store import Unit
from cloud.services.ports.world import Ports
from cloud.services.products import DECISIONS

MAX_NOTE_CHARS = 500


@dataclass(frozen=True, slots=True)
class ResolveRequest:
    """What an operator decided, and why. `at_ms` is when the bank was lent, returned or sold; `bank` which one was lent."""

    actor_id: str
    case_id: str
    resolution: str
    note: str
    at_ms: int | None = None
    bank: str | None = None


def resolve(unit: Unit, ports: Ports, request: ResolveRequest) -> CaseView:
    """Close the case as decided; of two operators at once, one wins.

    Raises NotFound, InvalidRequest (note, at_ms or bank), or ResolutionNotAllowed: not for this kind, or decided already.
    """
    case = operated_case(unit, request.actor_id, request.case_id)
    _check(case, request)
    note = request.note.strip()
    closed = unit.cases.close(case.id, request.resolution, request.actor_id, note, ports.clock.now_ms())
    if not closed:
        raise ResolutionNotAllowed("somebody else, or what the cabinet said since, has settled it")
    if request.resolution != NOTED:
        try:
            order = _order(unit, case)
            DECISIONS[order.kind][request.resolution](unit, ports, order, Decision(case, request.at_ms, request.bank))
        except orders.IllegalStep as error:
            raise ResolutionNotAllowed(str(error)) from error
    subject, reason = case.order_id or case.id, f"{case.kind}: {request.resolution}: {note}"
    record(unit, ports, case.organisation_id, request.actor_id, "case.resolve", subject, reason)
    return case_view(operated_case(unit, request.actor_id, case.id))


def operated_case(unit: Unit, account_id: str, case_id: str) -> Case:
    """Return the case if the account operates its organisation; raises NotFound otherwise."""
    case = unit.cases.get(case_id) if can_be_id(case_id) else None
    if case is None or unit.organisations.role(account_id, case.organisation_id) != OPERATOR:
        raise NotFound(f"no case {case_id}")
    return case


def _check(case: Case, request: ResolveRequest) -> None:
    if case.closed_ms is not None:
        raise ResolutionNotAllowed(f"it was decided before: {case.resolution}")
    allowed = allowed_resolutions(case.kind)
    if request.resolution not in allowed:
        raise ResolutionNotAllowed(f"a case of kind {case.kind} is resolved as one of: {', '.join(allowed)}")
    if not can_be_name(request.note.strip(), MAX_NOTE_CHARS):
        raise InvalidRequest(f"note has 1 to {MAX_NOTE_CHARS} characters that can be shown: say why")
    if request.bank is not None and not can_be_bank(request.bank):
        raise InvalidRequest("bank is 12 hex digits, lower case")


def _order(unit: Unit, case: Case) -> Order:
    order = None if case.order_id is None else unit.orders.get(case.order_id)
    if order is None:
        raise ResolutionNotAllowed("the case is about no order")
    return order
