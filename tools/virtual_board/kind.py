"""What a kind of device tells the virtual board's programs: its name, its bench-rig actions, its options, its picture.

Owns the row alone. Which kinds there are stands in `kinds.py`; what a running board asks of a kind, in `device.py`.
"""

import argparse
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from tools.virtual_board.device import Design
from tools.virtual_board.rig.action import Action


@dataclass(frozen=True)
class Kind:
    """One row of the list of kinds.

    `actions` are those that only this kind has. `picture(world)` draws what `Rig.world()` returns. `add_arguments` declares
    the kind's own options of `wattlend virtual-board`, `from_arguments` reads them. `from_town` reads the kind's own keys,
    `town_keys`, out of a board of a town file. Both raise BoardError.
    """

    name: str
    actions: tuple[Action, ...]
    picture: Callable[[dict[str, Any]], str]
    add_arguments: Callable[[argparse.ArgumentParser], None]
    from_arguments: Callable[[argparse.Namespace], Design]
    town_keys: frozenset[str]
    from_town: Callable[[Mapping[str, Any]], Design]
