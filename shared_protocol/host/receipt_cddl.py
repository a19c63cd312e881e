"""Writes `receipt.cddl` (RFC 8610) out of the receipt's table: `python -m shared_protocol.host.receipt_cddl`.

The text is for those who check receipts with tools that are not ours; nothing of ours reads it back.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from shared_protocol import limits
from shared_protocol.host.receipt import CONTENT_TYPE, KEY_ID_BYTES, MAX_RECEIPT_BYTES
from shared_protocol.host.receipt_content import TABLE, Array, Integer, Kind, Map, Member, Octets

TARGET = Path(__file__).resolve().parent.parent / "receipt.cddl"

_FRAME = f"""\
; The receipt of Wattlend (RFC 8610). Generated from shared_protocol by
;   python -m shared_protocol.host.receipt_cddl
; Beside what stands here: deterministic encoding (RFC 8949, section 4.2.1), at most {limits.MAX_ITEMS} items
; (keys included) and {MAX_RECEIPT_BYTES} bytes in all. Times are UTC milliseconds, money integer minor units of the currency.

; COSE_Sign1 (RFC 9052, section 4.2) with EdDSA over Ed25519; external_aad is empty.
receipt = #6.18([
  protected: bstr .cbor protected_header,
  unprotected: {{}},
  payload: bstr .cbor content,
  signature: bstr .size 64
])

; Algorithm, content type, key id as GET /api/v1/receipt-keys lists it.
protected_header = {{
  1 => -8,
  3 => "{CONTENT_TYPE}",
  4 => bstr .size {KEY_ID_BYTES}
}}
"""

_UNKNOWN = f"""\
; Keys that this version does not know: ignored when reading.
unknown_key = 0..{limits.MAX_KEY}
unknown_value = {limits.MIN_INT}..{limits.MAX_INT} / bstr / tstr / bool / [* unknown_value] / {{* unknown_key => unknown_value}}
"""


def generate() -> str:
    """Return the whole text of receipt.cddl."""
    return "\n".join([_FRAME, *_records(), _UNKNOWN])


def _records() -> Iterator[str]:
    for record, members in TABLE.items():
        about = (record.__doc__ or "").partition("\n")[0].replace("`", "")
        rows = "".join(f"  ; {member.meaning}\n  {_member(member)},\n" for member in members)
        yield f"; {about}\n{_name(record)} = {{\n{rows}  * unknown_key => unknown_value\n}}\n"


def _member(member: Member) -> str:
    # `^=>` cuts: a known field with a forbidden value is not taken for an unknown one.
    optional = "" if member.is_required else "? "
    return f"{optional}&({member.name}: {member.key}) ^=> {_type(member.kind)}"


def _type(kind: Kind) -> str:
    if isinstance(kind, Map):
        return _name(kind.record)
    if isinstance(kind, Array):
        return f"[0*{kind.most} {_name(kind.record)}]"
    if isinstance(kind, Integer):
        return f"{kind.low}..{kind.high}"
    size = kind.low if kind.low == kind.high else f"({kind.low}..{kind.high})"
    return f"{'bstr' if isinstance(kind, Octets) else 'tstr'} .size {size}"


def _name(record: type[Any]) -> str:
    name = record.__name__
    return "".join(f"_{letter.lower()}" if letter.isupper() else letter for letter in name).removeprefix("_")


def main() -> None:
    """Write the file anew."""
    TARGET.write_text(generate(), encoding="utf-8")


if __name__ == "__main__":
    main()
