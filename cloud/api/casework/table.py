"""Rows of the route table about casework."""

from collections.abc import Sequence

from cloud.api.casework import cases
from cloud.api.casework.requests import NewResolution
from cloud.api.frame.row_parts import LIMIT, NOT_THERE, OK, OPERATOR, ORGANISATION, REFUSED
from cloud.domain.casework.refusals import ResolutionNotAllowed
from cloud.http import problems as http
from cloud.http.routes import PREFIX, Parameter, Route
from cloud.services.casework.case_files import CaseDetail
from cloud.services.casework.views import CaseView

_CASES = f"{PREFIX}/reconciliation"
_STATE = Parameter("state", "query", "`open` (as if unsaid) or `closed`.", {"enum": ["open", "closed"]})
_RESOLVE_PROBLEMS = (*REFUSED, ResolutionNotAllowed)

ROUTES: Sequence[Route] = (
    Route("GET", _CASES, OPERATOR, cases.show_cases, "What waits for a person, or was decided",
          {OK: list[CaseView]}, None, (_STATE, LIMIT), (http.InvalidParameter,)),
    Route("GET", f"{_CASES}/{{case_id}}", OPERATOR, cases.show_case, "One case and all that is known about it",
          {OK: CaseDetail}, None, (), NOT_THERE, ORGANISATION),
    Route("POST", f"{_CASES}/{{case_id}}/resolution", OPERATOR, cases.resolve_case, "Decide a case",
          {OK: CaseView}, NewResolution, (), _RESOLVE_PROBLEMS, ORGANISATION),
)  # fmt: skip
