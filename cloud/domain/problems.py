"""Why something was refused, as exceptions with a stable slug: the last part of an RFC 9457 problem `type`.

A title is for every occurrence, a detail for this one. HTTP status codes stand here too, so that every way in answers alike.
"""


class Problem(Exception):
    """A refusal. `slug`, `status` and `title` are the class's, `detail` says what to do about this one."""

    slug = "problem"
    status = 400
    title = "The request was refused"
    retry_after_s: int | None = None

    def __init__(self, detail: str = "") -> None:
        super().__init__(detail or self.title)
        self.detail = detail


class NotFound(Problem):
    """Nothing of that id, or not this account's: both look the same (INV-31)."""

    slug = "not-found"
    status = 404
    title = "There is no such thing here"


class Forbidden(Problem):
    """The account may not do this."""

    slug = "forbidden"
    status = 403
    title = "This account may not do that"


class InvalidRequest(Problem):
    """A value that is not allowed; the detail names field, value and what is allowed."""

    slug = "invalid-request"
    status = 422
    title = "The request is not valid"


class IdempotencyMismatch(Problem):
    """The key was used with another body (INV-25)."""

    slug = "idempotency-mismatch"
    status = 422
    title = "This Idempotency-Key was used for another request"


REFUSALS: tuple[type[Problem], ...] = (NotFound, Forbidden, InvalidRequest, IdempotencyMismatch)
