"""Bodies of requests as structures: unknown fields, wrong types and values out of bounds are refused while decoding."""

from typing import Annotated

import msgspec
from msgspec import Meta

Name = Annotated[str, Meta(min_length=1, max_length=100)]
Id = Annotated[str, Meta(min_length=1, max_length=64)]
Reason = Annotated[str, Meta(min_length=1, max_length=200)]
OptionalReason = Annotated[str, Meta(max_length=200)]


class Body(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    """A request's body."""
