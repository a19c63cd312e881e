"""A power bank as an object: its id, its charge, and what stands in its id chip.

Owns what goes with a bank from slot to slot. Runs on CPython and MicroPython.
"""

from firmware.drivers.eeprom_24aa02e48 import UNMARKED, build_wear_record, parse_wear_record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from random import Random

MEMORY_BYTES = 128
IDENTITY_BYTES = 6
MICROCHIP_OUI = b"\x00\x04\xa3"  # the range that 24AA02E48 parts are numbered from
WEAR_RECORD_BYTES = 4


class Bank:
    """One bank; `identity` is the EUI-48 of its id chip, `memory` the chip's writable bytes.

    `charge_pct` is 0 to 100, with fractions where they matter. A bank whose memory says nothing is of another make.
    `memory_answers` is off where a chip gives its id and nothing else.
    """

    def __init__(self, identity: bytes, charge_pct: float, memory: bytearray | None = None) -> None:
        self.identity = identity
        self.charge_pct = charge_pct
        self.memory = bytearray(b"\xff" * MEMORY_BYTES) if memory is None else memory
        self.memory_answers = True

    @property
    def name(self) -> str:
        """The id as people and messages write it: twelve hexadecimal digits."""
        return self.identity.hex()

    @property
    def wear(self) -> int:
        """Charge cycles so far, 0 to 65535; DAMAGED or UNMARKED (see the id chip's driver) without a valid record."""
        return parse_wear_record(self.memory[:WEAR_RECORD_BYTES])

    @property
    def cycles(self) -> int | None:
        """Charge cycles so far, None where the record is damaged or missing."""
        wear = self.wear
        return wear if wear >= 0 else None

    @property
    def foreign(self) -> bool:
        """Whether the mark of Wattlend's banks is missing in the id chip."""
        return self.wear == UNMARKED

    def set_cycles(self, cycles: int) -> None:
        """Record charge cycles in the id chip, which marks the bank as one of ours."""
        self.memory[:WEAR_RECORD_BYTES] = build_wear_record(cycles)

    def unmark(self) -> None:
        """Erase the record, as on a bank of another make."""
        self.memory[:WEAR_RECORD_BYTES] = b"\xff" * WEAR_RECORD_BYTES


def bank_of_ours(identity: bytes, charge_pct: float, cycles: int) -> Bank:
    """Return a bank with a wear record."""
    bank = Bank(identity, charge_pct)
    bank.set_cycles(cycles)
    return bank


def make_bank(random: "Random", identity: bytes | None = None, foreign: bool = False) -> Bank:
    """Return a bank; what is not given is drawn from `random`: id, charge 40 to 100 %, up to 400 cycles.

    A foreign one is of another make: its id chip is blank but for the id.
    """
    drawn = MICROCHIP_OUI + random.randbytes(3)
    charge_pct, cycles = random.randint(40, 100), random.randint(0, 400)
    return Bank(identity or drawn, charge_pct) if foreign else bank_of_ours(identity or drawn, charge_pct, cycles)
