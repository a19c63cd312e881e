"""A modelled bus with the methods of machine.I2C, so that the firmware's drivers run against the models on CPython."""

import errno

from tools.virtual_board.chips.bus import Bus, NoAcknowledgeError


class BusMaster:
    def __init__(self, bus: Bus) -> None:
        self._bus = bus

    def readfrom_mem_into(self, address: int, register: int, buffer: bytearray) -> None:
        buffer[:] = self._transfer(address, bytes([register]), len(buffer))

    def writeto_mem(self, address: int, register: int, data: bytes) -> None:
        self._transfer(address, bytes([register]) + bytes(data), 0)

    def writeto(self, address: int, data: bytes) -> None:
        self._transfer(address, bytes(data), 0)

    def _transfer(self, address: int, out: bytes, size_in: int) -> bytes:
        try:
            return self._bus.transfer(address, out, size_in)
        except NoAcknowledgeError as error:
            raise OSError(errno.ENODEV, "nobody answers") from error
