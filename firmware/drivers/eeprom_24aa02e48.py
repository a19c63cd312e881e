"""24AA02E48: 2 Kbit of EEPROM with a factory-programmed EUI-48, which names a power bank for life.

Source: Microchip DS20002124H, sections 5 and 6. The upper half (0x80 to 0xFF) is write-protected and holds the EUI-48 at 0xFA
to 0xFF. The lower half is ours, and its first four bytes are the bank's wear record:

    0x00  magic 0x57
    0x01  charge cycles, unsigned 16 bits, big-endian
    0x03  CRC-8 (polynomial 0x07, start 0) of the three bytes before it

The magic is the mark by which a bank is one of ours. Without a valid record the cycles are DAMAGED or UNMARKED, never 0: a
bank must not look new because its memory went bad.
"""

ADDRESS = 0x50
ID_BYTES = 6

# Instead of cycles, as firmware/core/common/inputs.py wants them: the magic is there and the check does not fit; no magic.
DAMAGED = -1
UNMARKED = -2

_WEAR_RECORD = 0x00
_EUI_48 = 0xFA
_MAGIC = 0x57


class Eeprom24aa02e48:
    """Whichever EEPROM answers on `bus`, which has the methods of machine.I2C."""

    def __init__(self, bus) -> None:
        self._bus = bus
        self._id = bytearray(ID_BYTES)
        self._wear = bytearray(4)

    def bank(self, known: bytes | None = None) -> bytes:
        """Return the six bytes of the id; raises OSError.

        Gives `known` itself back when it is the same id: a cabinet asks thousands of times before a bank changes.
        """
        self._bus.readfrom_mem_into(ADDRESS, _EUI_48, self._id)
        return known if self._id == known else bytes(self._id)

    def cycles(self) -> int:
        """Return the charge cycles of the wear record, DAMAGED or UNMARKED without a valid one; raises OSError."""
        self._bus.readfrom_mem_into(ADDRESS, _WEAR_RECORD, self._wear)
        return parse_wear_record(self._wear)


def parse_wear_record(record) -> int:
    """Return the cycles in four bytes of wear record, DAMAGED or UNMARKED."""
    if record[0] != _MAGIC:
        return UNMARKED
    if _crc8(record, 3) != record[3]:
        return DAMAGED
    return record[1] << 8 | record[2]


def build_wear_record(cycles: int) -> bytes:
    """Return the four bytes that record `cycles` (0 to 65535)."""
    record = bytes((_MAGIC, cycles >> 8, cycles & 0xFF))
    return record + bytes((_crc8(record, 3),))


def _crc8(data, count: int) -> int:
    crc = 0
    for index in range(count):
        crc ^= data[index]
        for _ in range(8):
            crc = (crc << 1 ^ (0x07 if crc & 0x80 else 0)) & 0xFF
    return crc
