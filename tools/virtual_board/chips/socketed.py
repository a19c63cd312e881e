"""A place on a bus where a chip may be plugged in, pulled, or out of contact."""

from collections.abc import Callable

from tools.virtual_board.chips.bus import Chip


class Socketed:
    """Passes everything to the chip that `find()` returns now; None is an empty socket, which answers to nothing."""

    def __init__(self, find: Callable[[], Chip | None]) -> None:
        self._find = find

    def answers(self, address: int) -> bool:
        """Tell whether a chip is plugged in and recognises the address."""
        chip = self._find()
        return chip is not None and chip.answers(address)

    def write(self, data: bytes) -> None:
        """Pass a write on."""
        if chip := self._find():
            chip.write(data)

    def read(self, size: int) -> bytes:
        """Pass a read on; without a chip the pulled-up lines read ones."""
        chip = self._find()
        return chip.read(size) if chip else b"\xff" * size

    def lose_power(self) -> None:
        """Pass the loss of supply on."""
        if chip := self._find():
            chip.lose_power()
