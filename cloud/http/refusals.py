"""What any error is to the person outside: a refusal of ours as it is, aiohttp's and the database's as one of ours."""

import logging

from aiohttp import web

from cloud.domain.problems import NotFound, Problem
from cloud.http import problems
from cloud.http.request_parts import MAX_BODY_BYTES
from cloud.services.ports.store import StorageBusy, StorageError

RETRY_AFTER_S = 5  # where the refusal itself does not know

log = logging.getLogger(__name__)


def as_problem(error: Exception) -> Problem:
    """Return the refusal that `error` is for the person outside; what is our own fault is logged with its trace."""
    if isinstance(error, Problem):
        return error
    if isinstance(error, web.HTTPException):
        return of_http(error)
    if isinstance(error, StorageError):
        level = logging.WARNING if isinstance(error, StorageBusy) else logging.ERROR
        log.log(level, "the database refused: %s", error)
        return problems.StorageUnavailable()
    log.error("a request failed by a fault of ours", exc_info=error)
    return problems.InternalError()


def of_http(error: web.HTTPException) -> Problem:
    """Return the refusal that aiohttp's own exception stands for."""
    if isinstance(error, web.HTTPRequestEntityTooLarge):
        return problems.BodyTooLarge(f"at most {MAX_BODY_BYTES} bytes")
    if isinstance(error, web.HTTPNotFound):
        return NotFound("no such path")
    if isinstance(error, web.HTTPMethodNotAllowed):
        return problems.MethodNotAllowed("allowed: " + ", ".join(sorted(error.allowed_methods)))
    return problems.BadRequest(error.reason)


def add_headers(made: web.Response, problem: Problem) -> None:
    """Say in headers when to come again, where the refusal passes by itself."""
    if problem.status in (429, 503):
        made.headers["Retry-After"] = str(problem.retry_after_s or RETRY_AFTER_S)
