"""Refusals that exist only because there is HTTP, and how any refusal becomes a problem document (RFC 9457)."""

import msgspec

from cloud.domain.catalogue import BY_SLUG
from cloud.domain.problems import Problem
from cloud.http.languages import Language

CONTENT_TYPE = "application/problem+json"
TYPE_PREFIX = "/problems/"


class MalformedBody(Problem):
    """The body is not JSON."""

    slug = "malformed-body"
    status = 400
    title = "The body is not valid JSON"


class InvalidParameter(Problem):
    """A header or query parameter is missing or not allowed; the detail names it."""

    slug = "invalid-parameter"
    status = 400
    title = "A parameter is not valid"


class UnsupportedMediaType(Problem):
    """Bodies are JSON."""

    slug = "unsupported-media-type"
    status = 415
    title = "Send the body as application/json"


class BodyTooLarge(Problem):
    """More bytes than any request here needs."""

    slug = "body-too-large"
    status = 413
    title = "The body is too large"


class BodyTooSlow(Problem):
    """The rest of the body did not come."""

    slug = "body-too-slow"
    status = 408
    title = "The body did not arrive in time"


class MethodNotAllowed(Problem):
    """The path exists, the method does not."""

    slug = "method-not-allowed"
    status = 405
    title = "This path does not take that method"


class BadRequest(Problem):
    """Any other refusal of the HTTP layer itself."""

    slug = "bad-request"
    status = 400
    title = "This is not a request we understand"


class CrossSite(Problem):
    """A cookie came without the token that only our own pages can read, or from another origin."""

    slug = "cross-site"
    status = 403
    title = "The request does not come from our own pages"


class Overloaded(Problem):
    """Too much waits already."""

    slug = "overloaded"
    status = 503
    title = "Too busy at this moment; try again"


class StorageUnavailable(Problem):
    """The database did not take it; nothing was changed."""

    slug = "storage-unavailable"
    status = 503
    title = "The database is not available; nothing was changed"


class InternalError(Problem):
    """A bug of ours; the log has it under the same moment."""

    slug = "internal-error"
    status = 500
    title = "Something went wrong on our side"


class ProblemDocument(msgspec.Struct, omit_defaults=True):
    """RFC 9457: `type` is stable and says which problem it is, `detail` is about this occurrence."""

    type: str
    title: str
    status: int
    detail: str = ""
    order_id: str = ""


def document(problem: Problem, language: Language) -> ProblemDocument:
    """Return what is sent for `problem`; its title is in `language`, its detail is for programmers and English."""
    order_id = getattr(problem, "order_id", "")
    title = language.say(problem.title)
    return ProblemDocument(TYPE_PREFIX + problem.slug, title, problem.status, problem.detail, order_id)


def all_problems() -> dict[str, type[Problem]]:
    """Return every problem type by its slug, in their order."""
    kinds = {**BY_SLUG}
    for kind in Problem.__subclasses__():
        if kind.__module__ == __name__:
            kinds.setdefault(kind.slug, kind)
    return dict(sorted(kinds.items()))
