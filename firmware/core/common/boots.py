"""The boot number: rises durably once a boot, so that nothing of an earlier boot is ever taken for this one's."""

import binascii

from firmware.core.common.journal import Journal

NAME = "boot"
_NUMBER_BYTES = 4
_HIGHEST = (1 << 31) - 1


def next_boot(storage, journal: Journal) -> int:
    """Store and return this boot's number (from 1), higher than any before.

    Should the file be unreadable, the journal's records say where to go on. Raises OSError: without a durable number
    a board must not take commands.
    """
    boot = max(_stored(storage), journal.last_boot) + 1
    number = boot.to_bytes(_NUMBER_BYTES, "big")
    storage.replace(NAME, number + binascii.crc32(number).to_bytes(4, "big"))
    return boot


def _stored(storage) -> int:
    if NAME not in storage.names():
        return 0
    data = storage.read(NAME, 0, _NUMBER_BYTES + 4)
    number = data[:_NUMBER_BYTES]
    if len(data) < _NUMBER_BYTES + 4 or binascii.crc32(number) != int.from_bytes(data[_NUMBER_BYTES:], "big"):
        return 0
    boot = int.from_bytes(number, "big")
    # Erased flash is its own CRC: eight bytes of 255 look right and mean nothing.
    return boot if boot < _HIGHEST else 0
