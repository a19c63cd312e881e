"""What operators decide."""

from typing import Annotated

from msgspec import Meta

from cloud.api.frame.body import Body
from cloud.api.renting.requests import Bank

Note = Annotated[str, Meta(min_length=1, max_length=500)]

Moment = Annotated[int, Meta(ge=0, le=2**53)]


class NewResolution(Body, frozen=True):
    """What was decided about a case, and why; `at_ms` when the bank was lent, returned or sold, `bank` which one was lent."""

    resolution: Annotated[str, Meta(min_length=1, max_length=32)]
    note: Note
    at_ms: Moment | None = None
    bank: Bank | None = None
