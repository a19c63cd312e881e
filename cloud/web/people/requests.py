"""Forms of people about themselves."""

from typing import Annotated

from msgspec import Meta

from cloud.web.frame.form_fields import Form, Reason, Text


class SignUpForm(Form, frozen=True):
    """Somebody who wants an account."""

    email: Text
    password: Annotated[str, Meta(max_length=200)]
    name: Annotated[str, Meta(max_length=100)]
    next: str = "/"


class SignInForm(Form, frozen=True):
    """Somebody who signs in, and where to go then."""

    email: Text
    password: Annotated[str, Meta(max_length=200)]
    next: str = "/"


class AccountStateForm(Form, frozen=True):
    """Whether somebody may rent."""

    state: Annotated[str, Meta(max_length=16)]
    reason: Reason
