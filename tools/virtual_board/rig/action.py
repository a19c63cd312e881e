"""An action of the bench rig: its name, what it takes, and what carries it out; and the one check of a request.

Owns the form of a row. The rows of any board stand in `board_actions.py`, those of a kind in the kind's folder.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from tools.virtual_board.assembly import Board
from tools.virtual_board.errors import ActionRefusedError
from tools.virtual_board.rig.parameters import Parameter
from tools.world.errors import ImpossibleError


@dataclass(frozen=True)
class Request:
    """One action under way: at which board, with which values (checked), and the boards beside it."""

    board: Board
    neighbours: Iterable[Board]
    values: dict[str, Any]

    def save(self) -> None:
        """Let the changed world be saved."""
        self.board.device.on_change()


CarryOut = Callable[[Request], dict[str, Any] | None]
"""Carries an action out and returns what to tell; raises ActionRefusedError."""


@dataclass(frozen=True)
class Action:
    """One row: the command line and the control socket both read it."""

    name: str
    summary: str
    parameters: tuple[Parameter, ...]
    carry_out: CarryOut


def carry_out(
    actions: Mapping[str, Action], board: Board, neighbours: Iterable[Board], name: str, raw: Mapping[str, object]
) -> dict[str, Any]:
    """Check the values for the action `name` and do it to `board`; raises ActionRefusedError."""
    action = actions.get(name)
    if action is None:
        raise ActionRefusedError(f"there is no action {name!r}; there are: {', '.join(actions)}")
    known = {parameter.name for parameter in action.parameters}
    if unknown := sorted(set(raw) - known):
        raise ActionRefusedError(f"{name} takes no {unknown[0]!r}; it takes: {', '.join(sorted(known)) or 'nothing'}")
    values = {}
    for parameter in action.parameters:
        given = raw.get(parameter.name)
        if given is None and parameter.required:
            raise ActionRefusedError(f"{name} needs {parameter.name}: {parameter.help}")
        values[parameter.name] = None if given is None else parameter.parse(parameter.name, given)
    try:
        return action.carry_out(Request(board, neighbours, values)) or {}
    except ImpossibleError as error:
        raise ActionRefusedError(str(error)) from error
