"""What a command of ours says when it cannot go on: the cause, and the way out.

Imports nothing, so that it also serves what runs before the environment exists.
"""


class ToolError(Exception):
    """A command cannot go on; it ends with `exit_code` after printing one line of cause and one of way out."""

    def __init__(self, cause: str, way_out: str, exit_code: int = 1) -> None:
        super().__init__(cause)
        self.cause = cause
        self.way_out = way_out
        self.exit_code = exit_code

    def __str__(self) -> str:
        return f"error: {self.cause}\n  way out: {self.way_out}"
