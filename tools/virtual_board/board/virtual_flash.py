"""The flash chip as a block device: reads come from the image file, erasing and programming go through the supervisor.

Owns the block protocol of MicroPython's `vfs`. The supervisor programs, so that it can cut the power in the middle.
"""

import virtual_calls as calls
from virtual_link import call

BLOCK_BYTES = 4096
_SYNC, _BLOCK_COUNT, _BLOCK_SIZE, _ERASE = 3, 4, 5, 6


class Flash:
    """A block device over an open image file."""

    def __init__(self, image, block_count):
        self._image = image
        self._block_count = block_count

    def readblocks(self, block, buffer, offset=0):
        """Fill `buffer` from a place in a block."""
        self._image.seek(block * BLOCK_BYTES + offset)
        self._image.readinto(buffer)

    def writeblocks(self, block, buffer, offset=0):
        """Program `buffer` into an erased place of a block."""
        call(calls.FLASH_PROGRAM, place=block, offset=offset, out=buffer)

    def ioctl(self, operation, argument):
        """Answer what `vfs` asks of a block device."""
        if operation == _BLOCK_COUNT:
            return self._block_count
        if operation == _BLOCK_SIZE:
            return BLOCK_BYTES
        if operation == _ERASE:
            call(calls.FLASH_ERASE, place=argument)
        return 0
