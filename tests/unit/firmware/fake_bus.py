"""An I2C bus with registers behind addresses: the seam below the drivers. Answers as machine.I2C of an ESP32 does."""

from errno import ENODEV


class FakeBus:
    """`chips` maps an address to 256 registers, `broken` an address to the errno of its next transfers."""

    def __init__(self, *addresses: int) -> None:
        self.chips = {address: bytearray(256) for address in addresses}
        self.broken: dict[int, int] = {}
        self.writes: list[tuple[int, int, bytes]] = []
        self.plain_writes: list[tuple[int, bytes]] = []

    def readfrom_mem_into(self, address: int, register: int, buffer: bytearray) -> None:
        registers = self._chip(address)
        buffer[:] = registers[register : register + len(buffer)]

    def writeto_mem(self, address: int, register: int, data: bytes) -> None:
        self._chip(address)[register : register + len(data)] = data
        self.writes.append((address, register, bytes(data)))

    def writeto(self, address: int, data: bytes) -> None:
        self._chip(address)
        self.plain_writes.append((address, bytes(data)))

    def _chip(self, address: int) -> bytearray:
        if address in self.broken:
            raise OSError(self.broken[address], "trouble on the bus")
        if address not in self.chips:
            raise OSError(ENODEV, "nobody answers")
        return self.chips[address]
