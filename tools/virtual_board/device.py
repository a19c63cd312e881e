"""The interface between any board and what its kind puts around it.

Owns two protocols: `Design`, what a specification says of one board of a kind, and `Device`, the things behind the
processor's pins and bus. `assembly.py` and `mainboard.py` speak to nothing else of a kind.
"""

from collections.abc import Callable, Mapping
from random import Random
from typing import Any, Protocol

from tools.virtual_board.chips.bus import Bus
from tools.world.interface import Clock


class Device(Protocol):
    """The chips of one kind and the world behind them; they outlive the processor's process.

    The board sets `on_change` (the world is to be saved) and `on_drive` (an output that moves something went high).
    """

    on_change: Callable[[], None]
    on_drive: Callable[[], None]

    def attach(self, bus: Bus) -> None:
        """Solder its chips to the processor's bus."""

    def pin_driven(self, pin: int, level: bool | None) -> None:
        """Take note that the processor drives a pin, or lets go of it with None."""

    def pin_level(self, pin: int) -> bool | None:
        """Return the level that the device leads to a pin which the processor does not drive; None where it leads none."""

    def lose_power(self) -> None:
        """Put everything without a battery to its state at power-on."""

    def booted(self, number: int) -> None:
        """Take note which boot of the processor is running."""

    def fill(self, random: Random) -> None:
        """Put into a new world what the design says; what it leaves open is drawn from `random`."""

    def snapshot(self, gpio: Mapping[int, bool]) -> dict[str, Any]:
        """Return the whole world as plain data; `gpio` are the pins that the processor drives."""

    def to_json(self) -> dict[str, Any]:
        """Return what a second start needs to find the same world."""

    def restore(self, stored: dict[str, Any]) -> None:
        """Put the world back as `to_json` described it; raises KeyError, ValueError or TypeError on anything else."""


class Design(Protocol):
    """What a specification says of one board beyond what any board has."""

    @property
    def kind(self) -> str:
        """The name of the kind, as `kinds.py` lists it."""

    def summary(self) -> str:
        """Return what it is in a few words, for the line that a board prints at its start."""

    def build(self, time: Clock) -> Device:
        """Make the device, with nothing in its world yet."""
