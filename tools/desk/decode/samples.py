"""Gets the bytes that a person has: hex, base64, raw bytes or a capture, from the command line, a file or a pipe."""

import base64
import binascii
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tools.desk.decode.capture import from_line, is_capture
from tools.errors import ToolError

EXIT_UNREADABLE = 2
MOST_BYTES = 16 * 1024 * 1024
STANDARD_INPUT = "-"
_HEX_FILLING = re.compile(r"\s|:|^0[xX]|(?<=\s)0[xX]")


@dataclass(frozen=True)
class Sample:
    """One message to be taken apart; `reason` says why there is none in that place of the input."""

    data: bytes = b""
    topic: str | None = None
    time: str = ""
    place: str = ""
    reason: str = ""


def from_hex(text: str) -> bytes:
    """Return the bytes of hex digits, which may stand in groups and after 0x; raises ToolError."""
    try:
        return bytes.fromhex(_HEX_FILLING.sub("", text))
    except ValueError:
        raise ToolError("that is not hex", "give an even number of hex digits", EXIT_UNREADABLE) from None


def from_base64(text: str) -> bytes:
    """Return the bytes of base64, either alphabet, padded or not; raises ToolError."""
    compact = "".join(text.split()).translate(str.maketrans("-_", "+/")).rstrip("=")
    try:
        return base64.b64decode(compact + "=" * (-len(compact) % 4), validate=True)
    except (binascii.Error, ValueError):
        raise ToolError(
            "that is not base64", "give A-Z a-z 0-9 + / (or - _), and nothing else", EXIT_UNREADABLE
        ) from None


def from_file(name: str, topic: str | None) -> Iterator[Sample]:
    """Yield what a file (or `-`, standard input) holds, in whichever form; raises ToolError when it cannot be read."""
    data = _content(name)
    text = _text(data)
    if text is not None and is_capture(text):
        if topic is not None:
            raise ToolError("a capture names the topic of each message itself", "leave out --topic", EXIT_UNREADABLE)
        yield from _captured(text)
    else:
        yield Sample(_bytes(data, text), topic)


def _captured(text: str) -> Iterator[Sample]:
    for number, line in enumerate(text.splitlines(), start=1):
        if not line.strip():
            continue
        place = f"line {number}"
        try:
            captured = from_line(line)
        except ValueError as error:
            yield Sample(place=place, reason=f"not a line of a capture: {error}")
        else:
            yield Sample(captured.payload, captured.topic, captured.time, place)


def _bytes(data: bytes, text: str | None) -> bytes:
    """Return `data` as it is, or what it spells: CBOR of this protocol never is plain text, so there is no doubt."""
    if text is None or not text.strip():
        return data
    for spelt in (from_hex, from_base64):
        try:
            return spelt(text)
        except ToolError:
            continue
    return data


def _text(data: bytes) -> str | None:
    try:
        return data.decode("ascii")
    except UnicodeDecodeError:
        return None


def _content(name: str) -> bytes:
    try:
        if name == STANDARD_INPUT:
            data = sys.stdin.buffer.read(MOST_BYTES + 1)
        else:
            with Path(name).open("rb") as file:
                data = file.read(MOST_BYTES + 1)
    except OSError as error:
        raise ToolError(
            f"cannot read {name}: {error.strerror}", "name a file that you may read", EXIT_UNREADABLE
        ) from error
    if len(data) > MOST_BYTES:
        raise ToolError(f"{name} has more than {MOST_BYTES:,} bytes", "cut it into parts", EXIT_UNREADABLE)
    return data
