"""What a durable event for an account is. Names and schemas are part of the API: they are only ever added to."""

from typing import NamedTuple


class AccountEvent(NamedTuple):
    """A durable event: `body` is the structure of its JSON, `meaning` says when it comes."""

    name: str
    body: type
    meaning: str
