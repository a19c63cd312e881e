"""Rows of the table of pages about the service itself."""

from collections.abc import Sequence

from cloud.http.routes import Owner, Route
from cloud.web.frame import service
from cloud.web.frame.row_parts import ANYONE, SHOWN

PAGES: Sequence[Route] = (
    Route("GET", "/problems/{slug}", ANYONE, service.show_problem_types, "What problem types mean", SHOWN, owner=Owner.PUBLIC),
)  # fmt: skip
