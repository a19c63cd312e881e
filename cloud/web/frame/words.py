"""How a kind of thing is named on pages."""

from typing import NamedTuple


class Words(NamedTuple):
    """A name, and a sentence that says what it means."""

    name: str
    meaning: str
