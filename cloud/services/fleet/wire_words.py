"""Messages of devices in words that people read: names of fields and codes."""

from typing import Any

from cloud.services.ports.notes import Message
from shared_protocol.host import names


def code_name(field: int, number: int) -> str:
    """Return the name of a code that `field` may hold, or the number as text when it is newer than this program."""
    known = names.CODES[field].get(number)
    return str(number) if known is None else known.name


def named(body: Message) -> dict[str, Any]:
    """Return a message with the names of its fields, byte strings in hex, for people to read."""
    return {names.FIELDS[key].name: _plain(value) for key, value in body.items() if key in names.FIELDS}


def _plain(value: object) -> object:
    if isinstance(value, bytes):
        return value.hex()
    if isinstance(value, list):
        return [_plain(element) for element in value]
    return named(value) if isinstance(value, dict) else value


def bit_names(field: int, value: int) -> list[str]:
    """Return the names of the bits of `field` that are set in `value`, unknown ones by their number."""
    known = names.CODES[field]
    bits = [1 << index for index in range(value.bit_length()) if value >> index & 1]
    return [known[bit].name if bit in known else str(bit) for bit in bits]
