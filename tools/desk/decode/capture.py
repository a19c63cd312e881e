"""A capture: one JSON line a message, `{"time", "topic", "payload", "retained"}`, time in UTC, payload in base64.

`wattlend watch --save` writes it, `wattlend decode` reads it, and so can any other program.
"""

import base64
import binascii
import json
from datetime import UTC, datetime
from typing import NamedTuple


class Captured(NamedTuple):
    """One message as it came from the broker; `time` is text as in the file."""

    time: str
    topic: str
    payload: bytes
    retained: bool = False


def now() -> str:
    """Return this moment as captures write it: UTC to the millisecond."""
    return datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def to_line(captured: Captured) -> str:
    """Return the line of a capture file, without its end."""
    document = captured._asdict() | {"payload": base64.b64encode(captured.payload).decode()}
    return json.dumps(document)


def from_line(line: str) -> Captured:
    """Return what a line of a capture file holds; raises ValueError naming what is wrong with it."""
    try:
        document = json.loads(line)
    except (ValueError, RecursionError):
        raise ValueError("not JSON") from None
    if not isinstance(document, dict):
        raise ValueError("not a JSON object")  # noqa: TRY004 - one error for what a line can have wrong
    for name in ("time", "topic", "payload"):
        if not isinstance(document.get(name), str):
            raise ValueError(f"{name} is missing, or no text")  # noqa: TRY004 - as above
    try:
        payload = base64.b64decode(document["payload"], validate=True)
    except (binascii.Error, ValueError):
        raise ValueError("payload is not base64") from None
    return Captured(document["time"], document["topic"], payload, document.get("retained") is True)


def is_capture(text: str) -> bool:
    """Tell whether the first line of `text` that says anything looks like one of a capture."""
    first = next((line for line in text.splitlines() if line.strip()), "")
    return first.lstrip().startswith("{") and '"payload"' in first
