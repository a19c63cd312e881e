"""Fields and forms of several subjects; a form refuses unknown fields."""

from typing import Annotated

import msgspec
from msgspec import Meta

Reason = Annotated[str, Meta(max_length=200)]

Text = Annotated[str, Meta(max_length=254)]

Key = Annotated[str, Meta(min_length=1, max_length=64)]


class Form(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    """A form's fields."""


class EmptyForm(Form, frozen=True):
    """A button."""
