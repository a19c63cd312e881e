"""Why a person is refused: signing in, standing."""

from cloud.domain.problems import Problem


class Unauthenticated(Problem):
    """No session, or one that is over."""

    slug = "unauthenticated"
    status = 401
    title = "Sign in first"


class WrongCredentials(Problem):
    """Email and password do not fit together; says not which."""

    slug = "wrong-credentials"
    status = 401
    title = "Email or password is wrong"


class AccountSuspended(Problem):
    """The account may look, and not rent."""

    slug = "account-suspended"
    status = 403
    title = "This account is suspended"


class EmailTaken(Problem):
    """Another account has this email."""

    slug = "email-taken"
    status = 409
    title = "There is already an account with this email"


class TooManyAttempts(Problem):
    """Throttled; `retry_after_s` says for how long, 0 when nobody knows."""

    slug = "too-many-attempts"
    status = 429
    title = "Too many attempts; wait a little"

    def __init__(self, wait_s: int = 0) -> None:
        super().__init__(f"try again in {wait_s} seconds" if wait_s else "")
        self.retry_after_s = wait_s


REFUSALS: tuple[type[Problem], ...] = (Unauthenticated, WrongCredentials, AccountSuspended, EmailTaken, TooManyAttempts)
