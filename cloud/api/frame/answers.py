"""What is answered about the service itself."""

import msgspec


class Health(msgspec.Struct, frozen=True):
    """The process lives."""

    status: str


class Ready(msgspec.Struct, frozen=True):
    """Each part that this process depends on: "ok", or why it is not there."""

    ready: bool
    parts: dict[str, str]
