"""The kinds of device that a virtual board can be: each is one line of the list.

Owns the list and what is joined from it. A new kind is a folder beside `cabinet/` and a line here.
"""

from collections.abc import Iterable, Mapping

from tools.virtual_board.cabinet.kind import CABINET
from tools.virtual_board.kind import Kind
from tools.virtual_board.rig.action import Action
from tools.virtual_board.rig.board_actions import BOARD_ACTIONS

KINDS = {kind.name: kind for kind in (CABINET,)}
DEFAULT_KIND = CABINET.name


def actions_of(kind: Kind) -> dict[str, Action]:
    """Return the actions of a board of this kind by their names: those of any board, and the kind's own."""
    return _by_name((*BOARD_ACTIONS, *kind.actions))


def all_actions(kinds: Mapping[str, Kind] = KINDS) -> dict[str, Action]:
    """Return the actions of all kinds by their names; no two kinds may give one name to different actions."""
    return _by_name([*BOARD_ACTIONS, *(action for kind in kinds.values() for action in kind.actions)])


def _by_name(actions: Iterable[Action]) -> dict[str, Action]:
    found: dict[str, Action] = {}
    for action in actions:
        if found.setdefault(action.name, action) is not action:
            raise ValueError(f"two actions are called {action.name}")
    return found
