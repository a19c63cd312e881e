"""A file that lines are added to while something is watched."""

from pathlib import Path
from typing import TextIO

from tools.errors import ToolError


def appending(file: Path, option: str, exit_code: int) -> TextIO:
    """Open `file`, which was named with `option`, so that each line is there at once; raises ToolError."""
    try:
        return file.open("a", encoding="utf-8", buffering=1)
    except OSError as error:
        way_out = f"give {option} a file that you may write"
        raise ToolError(f"cannot write {file}: {error.strerror}", way_out, exit_code) from error
