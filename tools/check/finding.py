"""What a check says: where, what is wrong, and what to do instead."""

from typing import NamedTuple


class Finding(NamedTuple):
    """One place that breaks a rule; `path` is relative to the repository, lines count from 1."""

    path: str
    line: int
    cause: str
    instead: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {self.cause}\n    instead: {self.instead}"
