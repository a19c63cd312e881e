"""Writes `protocol.cddl` (RFC 8610) out of the message table: `python -m shared_protocol.host.cddl`.

The text is for peers that are not ours and for validators; nothing of ours reads it back.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from shared_protocol import fields, limits
from shared_protocol.host.names import FIELDS, MESSAGES
from shared_protocol.host.whole_wire import SPECS, TABLE
from shared_protocol.topics import LEAVES

TARGET = Path(__file__).resolve().parent.parent / "protocol.cddl"

_HEADER = f"""\
; The wire of Wattlend, version 1 (RFC 8610). Generated from shared_protocol by
;   python -m shared_protocol.host.cddl
; Beside what stands here: deterministic encoding (RFC 8949, section 4.2.1), at most {limits.MAX_ITEMS} items
; (keys included), {limits.MAX_DEPTH} levels of arrays and maps, {limits.MAX_MESSAGE_BYTES} bytes a message,
; {limits.MAX_ENVELOPE_BYTES} bytes an envelope.
"""

_ENVELOPE = f"""\
; COSE_Mac0 (RFC 9052) with HMAC 256/256; the topic is its external_aad.
envelope = #6.17([
  protected: bstr .cbor protected_header,
  unprotected: {{}},
  payload: (bstr .size (0..{limits.MAX_MESSAGE_BYTES})) .cbor message,
  tag: bstr .size 32
])

; Key id: device id, "/", key version in decimal.
protected_header = {{
  1 => 5,
  4 => bstr
}}
"""

_UNKNOWN = f"""\
; Fields that this version does not know: ignored when reading.
unknown_key = 0..{limits.MAX_KEY}
unknown_value = {limits.MIN_INT}..{limits.MAX_INT} / bstr / tstr / bool / [* unknown_value] / {{* unknown_key => unknown_value}}
"""


def generate() -> str:
    """Return the whole text of protocol.cddl."""
    parts = [_HEADER, _ENVELOPE, _choices(), *_messages(), *_fields(), _UNKNOWN]
    return "\n".join(parts)


def _choices() -> str:
    on_leaf = {leaf: [MESSAGES[kind].name for kind, row in TABLE.items() if row[0] == leaf] for leaf in LEAVES}
    lines = [f"message = {' / '.join(f'on_{leaf}' for leaf in LEAVES)}"]
    lines += [f"on_{leaf} = {' / '.join(names)}" for leaf, names in on_leaf.items()]
    return "\n".join(lines) + "\n"


def _messages() -> Iterator[str]:
    for kind, (_, required, optional) in TABLE.items():
        named = MESSAGES[kind]
        yield f"; {named.meaning}\n{named.name} = {{\n  &(type: {fields.TYPE}) ^=> {kind},\n{_members(required, optional)}}}\n"


def _members(required: tuple[int, ...], optional: tuple[int, ...]) -> str:
    # `^=>` cuts: a known field with a forbidden value is not taken for an unknown one.
    lines = [f"  {_member(key)},\n" for key in required]
    lines += [f"  ? {_member(key)},\n" for key in optional]
    return "".join([*lines, "  * unknown_key => unknown_value\n"])


def _member(key: int) -> str:
    return f"&({FIELDS[key].name}: {key}) ^=> {FIELDS[key].name}"


def _fields() -> Iterator[str]:
    for key, spec in sorted(SPECS.items()):
        if key == fields.TYPE:
            continue
        named = FIELDS[key]
        unit = f" Unit: {named.unit}." if named.unit else ""
        yield f"; {named.meaning}{unit}\n{named.name} = {_type(spec)}\n"


def _type(spec: tuple[Any, ...]) -> str:
    kind, low, high = spec[:3]
    if kind == fields.INT:
        return f"{low}..{high}"
    if kind == fields.BOOL:
        return "bool"
    if kind == fields.LIST:
        return f"[{low}*{high} {_type(spec[3])}]"
    if kind == fields.MAP:
        return f"{{\n{_members(low, high)}}}"
    size = low if low == high else f"({low}..{high})"
    return f"{'bstr' if kind == fields.BYTES else 'tstr'} .size {size}"


def main() -> None:
    """Write the file anew."""
    TARGET.write_text(generate(), encoding="utf-8")


if __name__ == "__main__":
    main()
