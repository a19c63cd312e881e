"""The serial console: one line a message, `<uptime_ms> <level> <text>`."""

from firmware.core.common.effects import ERROR, INFO, WARNING

_NAMES = {INFO: "info", WARNING: "warning", ERROR: "error"}


class Console:
    """Says lines with what `uptime` counts in front."""

    def __init__(self, uptime) -> None:
        self.uptime = uptime

    def say(self, level: int, text: str) -> None:
        """Print `text` with a level of effects.py; line breaks in it become spaces."""
        print(self.uptime.now_ms(), _NAMES[level], text.replace("\n", " "))  # noqa: T201 - this is the console
