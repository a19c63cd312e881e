"""What became of bytes on the serial line: kept for the report, because a lost byte is named and never passed over."""


class LineFault(Exception):
    """The line lost or changed bytes, and asking again did not help."""


class LineRecord:
    """Counts questions that were asked again, and keeps the lines of the firmware that came damaged."""

    def __init__(self) -> None:
        self.repeated: list[str] = []
        self.damaged: list[str] = []

    def summary(self) -> str:
        """Return a sentence for people."""
        if not self.repeated and not self.damaged:
            return "the line lost nothing that was noticed"
        shown = "".join(f"\n  damaged: {line!r}" for line in self.damaged)
        return f"the line is not clean: {len(self.repeated)} asked again, {len(self.damaged)} lines damaged{shown}"
