"""A power bank as an object: its id, its charge, and what stands in its id chip.

Owns what goes with a bank from slot to slot. The chips are made per insertion by whoever plugs it in.
"""

from dataclasses import dataclass, field
from random import Random

from firmware.drivers.eeprom_24aa02e48 import UNMARKED, build_wear_record, parse_wear_record

MEMORY_BYTES = 128
IDENTITY_BYTES = 6
MICROCHIP_OUI = bytes.fromhex("0004a3")  # the range that 24AA02E48 parts are numbered from
WEAR_RECORD_BYTES = 4


@dataclass
class Bank:
    """One bank; `charge_pct` is 0 to 100 with fractions, `identity` the EUI-48 of its id chip."""

    identity: bytes
    charge_pct: float
    memory: bytearray = field(default_factory=lambda: bytearray(b"\xff" * MEMORY_BYTES))

    @property
    def name(self) -> str:
        """The id as people and messages write it: twelve hexadecimal digits."""
        return self.identity.hex()

    @property
    def cycles(self) -> int | None:
        """Charge cycles so far, 0 to 65535, as recorded in the id chip; None where the record is damaged or missing."""
        recorded = parse_wear_record(self.memory[:WEAR_RECORD_BYTES])
        return recorded if recorded >= 0 else None

    @property
    def foreign(self) -> bool:
        """Whether the mark of Wattlend's banks is missing in the id chip."""
        return parse_wear_record(self.memory[:WEAR_RECORD_BYTES]) == UNMARKED

    def set_cycles(self, cycles: int) -> None:
        """Record charge cycles in the id chip."""
        self.memory[:WEAR_RECORD_BYTES] = build_wear_record(cycles)

    def to_json(self) -> dict[str, object]:
        """Return the bank as it stands in `world.json`."""
        return {"bank": self.name, "charge_pct": self.charge_pct, "memory": self.memory.hex()}

    @classmethod
    def from_json(cls, stored: dict[str, str | float]) -> "Bank":
        """Return the bank that `to_json` described; raises KeyError or ValueError."""
        identity, memory = bytes.fromhex(str(stored["bank"])), bytearray.fromhex(str(stored["memory"]))
        if len(identity) != IDENTITY_BYTES or len(memory) != MEMORY_BYTES:
            raise ValueError(f"not a power bank: {stored}")
        return cls(identity, float(stored["charge_pct"]), memory)


def make_bank(
    random: Random,
    *,
    identity: bytes | None = None,
    charge_pct: float | None = None,
    cycles: int | None = None,
    foreign: bool = False,
) -> Bank:
    """Return a bank; what is not given is drawn from `random`: charge 40 to 100 %, up to 400 cycles.

    A foreign one is of another make: its id chip is blank but for the id.
    """
    drawn = MICROCHIP_OUI + random.randbytes(3)
    drawn_charge, drawn_cycles = random.randint(40, 100), random.randint(0, 400)
    bank = Bank(identity or drawn, drawn_charge if charge_pct is None else charge_pct)
    if not foreign:
        bank.set_cycles(drawn_cycles if cycles is None else cycles)
    return bank
