"""The row of the list of kinds for a cabinet: its options, its keys in a town file, its actions and its picture."""

import argparse
from collections.abc import Mapping
from typing import Any

from tools.virtual_board.cabinet import design
from tools.virtual_board.cabinet.actions import CABINET_ACTIONS
from tools.virtual_board.cabinet.design import DEFAULT_SLOTS, CabinetDesign, parse_banks
from tools.virtual_board.cabinet.picture import picture
from tools.virtual_board.errors import BoardError
from tools.virtual_board.kind import Kind


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options of a cabinet."""
    group = parser.add_argument_group("a cabinet")
    group.add_argument("--slots", type=int, default=DEFAULT_SLOTS, help=f"1 to 48 (default: {DEFAULT_SLOTS})")
    group.add_argument(
        "--banks", default="none", help="slots with a bank in a new world: all, none, 1-6 (default: none)"
    )


def from_arguments(args: argparse.Namespace) -> CabinetDesign:
    """Return the cabinet that a command line describes."""
    return CabinetDesign(slots=args.slots, banks=parse_banks(args.banks, args.slots))


def from_town(board: Mapping[str, Any]) -> CabinetDesign:
    """Return the cabinet that a town file describes."""
    slots = board.get("slots", DEFAULT_SLOTS)
    if isinstance(slots, bool) or not isinstance(slots, int):
        raise BoardError(f"slots of board {board.get('name')!r} is {slots!r}", "allowed: a whole number")
    return CabinetDesign(slots, parse_banks(str(board.get("banks", "none")), slots), _jumpers(board.get("jumpers", {})))


def _jumpers(value: object) -> dict[int, int]:
    if not isinstance(value, dict) or not all(pin.isdecimal() and type(slot) is int for pin, slot in value.items()):
        raise BoardError(f"jumpers is {value!r}", 'allowed: {"12": 1}, from GPIO to slot')
    return {int(pin): slot for pin, slot in value.items()}


CABINET = Kind(
    name=design.CABINET,
    actions=CABINET_ACTIONS,
    picture=picture,
    add_arguments=add_arguments,
    from_arguments=from_arguments,
    town_keys=frozenset({"slots", "banks", "jumpers"}),
    from_town=from_town,
)
