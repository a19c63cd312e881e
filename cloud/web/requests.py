"""Forms as structures: unknown fields, wrong types and values out of bounds are refused while decoding."""

from typing import Annotated

import msgspec
from msgspec import Meta

Text = Annotated[str, Meta(max_length=254)]
Key = Annotated[str, Meta(min_length=1, max_length=64)]


class Form(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    """A form's fields."""


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


class RentForm(Form, frozen=True):
    """Which cabinet is to lend; the key makes sending the form twice harmless."""

    cabinet_id: Annotated[str, Meta(min_length=1, max_length=64)]
    key: Key


class TopUpForm(Form, frozen=True):
    """How much to pay in, in minor units; the key makes sending the form twice harmless."""

    amount: int
    key: Key
    next: str = "/wallet"


class EmptyForm(Form, frozen=True):
    """A button."""
