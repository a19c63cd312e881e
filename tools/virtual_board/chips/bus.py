"""An I2C bus as its wires behave: whoever recognises the address answers, and a low bit wins.

Owns addressing and reads on which several chips answer at once. Knows no chip.
"""

from collections.abc import Iterator
from typing import Protocol


class NoAcknowledgeError(Exception):
    """Nobody on the bus answered to the address."""


class Chip(Protocol):
    """What a bus asks of a chip."""

    def answers(self, address: int) -> bool:
        """Tell whether the chip acknowledges this 7-bit address now."""

    def write(self, data: bytes) -> None:
        """Take the bytes of one write, from START to STOP or repeated START."""

    def read(self, size: int) -> bytes:
        """Give `size` bytes, from where the last write pointed or the last read ended."""

    def lose_power(self) -> None:
        """Forget what the chip forgets without its supply, and be as after power-on."""


class Switch(Chip, Protocol):
    """A chip with further chips behind it."""

    def connected(self) -> Iterator[Chip]:
        """Yield the chips that are joined to the bus at this moment."""


class Bus:
    """One I2C bus with chips on it, some of them behind switches."""

    def __init__(self) -> None:
        self._chips: list[Chip] = []
        self._switches: list[Switch] = []

    def attach(self, chip: Chip) -> None:
        """Solder a chip to the bus."""
        self._chips.append(chip)

    def attach_switch(self, switch: Switch) -> None:
        """Solder a switch to the bus, with all that is behind it."""
        self._chips.append(switch)
        self._switches.append(switch)

    def transfer(self, address: int, out: bytes, size_in: int) -> bytes:
        """Write `out`, then read `size_in` bytes after a repeated START; raises NoAcknowledgeError.

        No bytes either way only asks whether somebody is there, as a bus scan does. Chips that share an address all take
        what is written; on a read each bit is low that one of them pulls low.
        """
        chips = [chip for chip in self._reachable() if chip.answers(address)]
        if not chips:
            raise NoAcknowledgeError(hex(address))
        if out:
            for chip in chips:
                chip.write(out)
        if not size_in:
            return b""
        answers = [chip.read(size_in) for chip in chips]
        return answers[0] if len(answers) == 1 else bytes(_wired_and(column) for column in zip(*answers, strict=True))

    def _reachable(self) -> Iterator[Chip]:
        yield from self._chips
        for switch in self._switches:
            yield from switch.connected()


def _wired_and(levels: tuple[int, ...]) -> int:
    result = 0xFF
    for level in levels:
        result &= level
    return result
