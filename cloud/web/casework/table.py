"""Rows of the table of pages about casework."""

from collections.abc import Sequence

from cloud.http.routes import Route
from cloud.web.casework import cases
from cloud.web.casework.requests import ResolutionForm
from cloud.web.frame.row_parts import LEADS_ON, OPERATOR, SHOWN, THEIRS

_CASE = "/operate/cases/{case_id}"

PAGES: Sequence[Route] = (
    Route("GET", "/operate/cases", OPERATOR, cases.show_queue, "What waits for a person", SHOWN),
    Route("GET", _CASE, OPERATOR, cases.show_file, "One case", SHOWN, owner=THEIRS),
    Route("POST", _CASE, OPERATOR, cases.decide, "Decide it", LEADS_ON, ResolutionForm, owner=THEIRS),
)  # fmt: skip
