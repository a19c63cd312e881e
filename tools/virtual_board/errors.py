"""What goes wrong around a virtual board, told in words for the person at the keyboard."""

from tools.errors import ToolError


class ActionRefusedError(Exception):
    """The world cannot do that: one line that names what is in the way and what is allowed."""


class BoardError(ToolError):
    """A virtual board cannot be started or reached."""


def not_allowed(key: str, value: object, allowed: str) -> BoardError:
    """Return the error for a value that a specification may not have."""
    return BoardError(f"{key} is {value!r}", f"allowed: {allowed}")
