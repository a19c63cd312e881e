"""What goes wrong while `.runtime` is prepared or asked, each with its cause and the way out."""


class RuntimeMissing(Exception):
    """A part is neither in `.runtime` nor on PATH; nothing was fetched."""

    def __init__(self, part: str, on_path: str) -> None:
        super().__init__(f"{part} is not prepared: run `make setup`{f', or install {on_path}' if on_path else ''}")
        self.part = part


class PreparationError(Exception):
    """A part could not be prepared."""

    def __init__(self, part: str, cause: str, way_out: str) -> None:
        super().__init__(f"{part}: {cause}\n  way out: {way_out}")
        self.part = part
        self.cause = cause
        self.way_out = way_out


class ClosedWayError(Exception):
    """The way through Debian's archive or a package index is closed; the message names the cause."""
