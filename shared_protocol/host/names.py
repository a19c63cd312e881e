"""Names, units and meanings of what is a bare number on the wire: fields, message types, codes. Boards never load it.

Numbers are read out of the modules that define them, prose out of `common_names` and what stands beside it for each kind,
so each stands in one place. A test holds that nothing on the wire is without its sentence.
"""

from collections.abc import Iterator
from types import ModuleType
from typing import NamedTuple

from shared_protocol import errors
from shared_protocol.host.kinds import KINDS


class Named(NamedTuple):
    """What people call a number: a name in lower case, a unit ("" for none) and a sentence."""

    name: str
    unit: str
    meaning: str


_UNIT_OF_ENDING = {
    "ms": "ms",
    "pct": "%",
    "bytes": "bytes",
    "dbm": "dBm",
    "dc": "0.1 °C",
}

_ERROR_MEANINGS = {
    "MALFORMED": "Not well-formed CBOR, or bytes after the item.",
    "PROFILE": "Well-formed, but outside the profile: float, tag, order, longer than shortest, type.",
    "LIMIT": "Larger, deeper or more than the limits allow.",
    "UNKNOWN_TYPE": "A message type that this side does not know.",
    "FIELD": "A required field is missing, or a value is outside what the table allows.",
    "TOPIC": "Not one of the topics, or a message on the wrong one.",
    "ENVELOPE": "Not a COSE_Mac0 as this protocol makes it.",
    "UNKNOWN_KEY": "A key id that is not held here.",
    "MAC": "The authentication tag does not fit.",
}


def _unit(name: str) -> str:
    return _UNIT_OF_ENDING.get(name.lower().rpartition("_")[2], "")


def _named(module: ModuleType, meanings: dict[str, str]) -> Iterator[tuple[int, Named]]:
    for name, meaning in meanings.items():
        yield getattr(module, name), Named(name.lower(), _unit(name), meaning)


def _codes() -> dict[int, dict[int, Named]]:
    found: dict[int, dict[int, Named]] = {}
    for kind in KINDS:
        for key, names in kind.names.CODES_OF_FIELD.items():
            values = {getattr(kind.codes, name): Named(name.lower(), "", kind.names.CODES[name]) for name in names}
            found[key] = dict(sorted({**found.get(key, {}), **values}.items()))
    return found


FIELDS: dict[int, Named] = dict(sorted(row for kind in KINDS for row in _named(kind.fields, kind.names.FIELDS)))
MESSAGES: dict[int, Named] = dict(sorted(row for kind in KINDS for row in _named(kind.messages, kind.names.MESSAGES)))
# Field key -> value -> what people call that value; those of FIELDS_OF_BITS are bits.
CODES: dict[int, dict[int, Named]] = _codes()
FIELDS_OF_BITS: frozenset[int] = frozenset(key for kind in KINDS for key in kind.names.FIELDS_OF_BITS)
ERRORS: dict[int, Named] = dict(_named(errors, _ERROR_MEANINGS))


def field_number(name: str) -> int:
    """Return the key of the field that people call `name`; raises StopIteration for none."""
    return next(key for key, named in FIELDS.items() if named.name == name.lower())
