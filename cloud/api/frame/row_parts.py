"""Parts of rows that several subjects use: statuses, parameters, refusals."""

from http import HTTPStatus

from cloud.domain import problems
from cloud.http.routes import Access, Owner, Parameter

OK, CREATED, ACCEPTED = HTTPStatus.OK, HTTPStatus.CREATED, HTTPStatus.ACCEPTED
OPERATOR, ORGANISATION = Access.OPERATOR, Owner.ORGANISATION

IDEMPOTENCY_KEY = Parameter(
    "Idempotency-Key",
    "header",
    "The same for each repetition of one request.",
    {"type": "string", "maxLength": 255},
    True,
)
LIMIT = Parameter("limit", "query", "The most to return.", {"type": "integer", "minimum": 1})

NOT_THERE = (problems.NotFound,)
REFUSED = (problems.NotFound, problems.InvalidRequest)
