"""The values that only a cabinet's actions take: a slot's number, a bank's id.

Owns their checks. Whether there is such a slot or bank, the cabinet knows.
"""

from tools.virtual_board.rig.parameters import refuse
from tools.world.bank import IDENTITY_BYTES

FOREIGN = b""
"""Instead of an id: a new bank that is none of ours."""


def slot(name: str, raw: object) -> int:
    """Return a slot's number; whether there is such a slot, the cabinet knows."""
    if not str(raw).isdecimal():
        raise refuse(name, raw, "a slot's number, from 1")
    return int(str(raw))


def bank_identity(name: str, raw: object) -> bytes:
    """Return the bytes of a bank's id."""
    try:
        identity = bytes.fromhex(str(raw))
    except ValueError:
        identity = b""
    if len(identity) != IDENTITY_BYTES:
        raise refuse(name, raw, "12 hexadecimal digits")
    return identity


def bank_to_insert(name: str, raw: object) -> bytes:
    """Return the bytes of a bank's id, FOREIGN for one of another make."""
    return FOREIGN if raw == "foreign" else bank_identity(name, raw)
