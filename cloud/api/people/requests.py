"""What people send about themselves."""

from typing import Annotated, Literal

from msgspec import Meta

from cloud.api.frame.body import Body, Name, Reason

# argon2 reads all of it, so it is bounded; 8 characters are the least that NIST SP 800-63B allows.
Password = Annotated[str, Meta(min_length=8, max_length=200)]

Email = Annotated[str, Meta(min_length=3, max_length=254)]


class NewUser(Body, frozen=True):
    """Somebody who wants an account."""

    email: Email
    password: Password
    name: Name


class NewSession(Body, frozen=True):
    """Somebody who signs in."""

    email: Email
    password: Annotated[str, Meta(max_length=200)]


class NewAccountState(Body, frozen=True):
    """Whether an account may rent, and why."""

    state: Literal["active", "suspended"]
    reason: Reason
