"""One cabinet of the simulated town: its name for the cloud, and the parts that faults strike."""

from typing import NamedTuple

from tools.sim.parties.board import Board
from tools.sim.world.broker import Line
from tools.sim.world.flash import SimulatedFlash
from tools.sim.world.mechanics import RandomMechanics
from tools.world import cabinet


class Cabinet(NamedTuple):
    """Board, flash, mechanics and line of the cabinet `name`; `key` is the root key it shares with the cloud."""

    name: str
    key: bytes
    board: Board
    hardware: cabinet.Cabinet
    mechanics: RandomMechanics
    flash: SimulatedFlash
    line: Line
