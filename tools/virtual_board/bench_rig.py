"""Moves the world of a running virtual board: banks, locks, sensors, heat, power, network.

BOARD is a board's name (under $WATTLEND_STATE or .state), its folder, or its control socket.
"""

import argparse
import json
from typing import Any

from tools.errors import ToolError
from tools.virtual_board.errors import ActionRefusedError
from tools.virtual_board.kinds import KINDS, all_actions
from tools.virtual_board.rig.action import Action
from tools.virtual_board.rig.control import Rig

ACTIONS = all_actions()
EXIT_REFUSED = 3
ROW_INDENT = 30


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command line out of the table of actions."""
    rows = "\n".join(_row(action) for action in ACTIONS.values())
    parser.epilog = f"actions:\n{rows}\n\n  wattlend bench-rig cabinet insert 3 --charge 80"
    parser.add_argument("board", metavar="BOARD", help="a board's name, folder or control socket")
    parser.add_argument("action", metavar="ACTION", help="one of the actions below")
    parser.add_argument("values", metavar="VALUE", nargs="*", help="what the action takes, in its order")
    parser.add_argument("--json", action="store_true", help="print the answer as JSON")
    for option, (flag, help_text) in sorted(_options().items()):
        kind: dict[str, Any] = {"action": "store_true", "default": None} if flag else {"metavar": option.upper()}
        parser.add_argument(f"--{option}", dest=f"option {option}", help=help_text.replace("%", "%%"), **kind)


def main(args: argparse.Namespace) -> int:
    """Carry one action out and print what came of it."""
    rig = Rig(args.board)
    try:
        answer = rig.act(args.action, **_values(args))
    except ActionRefusedError as error:
        raise ToolError(str(error), "wattlend bench-rig --help lists the actions", EXIT_REFUSED) from error
    finally:
        rig.close()
    if args.json:
        print(json.dumps(answer, indent=1))
    else:
        print(_words(args, answer))
    return 0


def _values(args: argparse.Namespace) -> dict[str, object]:
    action = ACTIONS.get(args.action)
    if action is None:
        raise ActionRefusedError(f"there is no action {args.action!r}; there are: {', '.join(ACTIONS)}")
    required = [parameter.name for parameter in action.parameters if parameter.required]
    if len(args.values) > len(required):
        raise ActionRefusedError(
            f"{args.action} takes: {_usage(action)}; {args.values[len(required)]!r} is one too many"
        )
    values: dict[str, object] = dict(zip(required, args.values, strict=False))
    names = {_option(parameter.name): parameter.name for parameter in action.parameters if not parameter.required}
    for option in _options():
        if (value := getattr(args, f"option {option}")) is not None:
            values[names.get(option, option)] = value
    return values


def _options() -> dict[str, tuple[bool, str]]:
    """Return option -> (is a flag, help) of all actions; an option that several take is one."""
    found: dict[str, tuple[bool, str]] = {}
    for action in ACTIONS.values():
        for parameter in action.parameters:
            if not parameter.required:
                option = _option(parameter.name)
                known = found.get(option)
                text = f"{known[1]}; {action.name}" if known else f"{parameter.help} ({action.name}"
                found[option] = (parameter.flag, text)
    return {option: (flag, f"{text})") for option, (flag, text) in found.items()}


def _option(name: str) -> str:
    return name.removesuffix("_s").removesuffix("_ms").replace("_", "-")


def _row(action: Action) -> str:
    usage = f"  {_usage(action)}"
    gap = " " * (ROW_INDENT - len(usage)) if len(usage) < ROW_INDENT else "\n" + " " * ROW_INDENT
    return usage + gap + action.summary


def _usage(action: Action) -> str:
    words = [action.name]
    for parameter in action.parameters:
        option = f"--{_option(parameter.name)}"
        value = "" if parameter.flag else f" {parameter.name.upper()}"
        words.append(parameter.name.upper() if parameter.required else f"[{option}{value}]")
    return " ".join(words)


def _words(args: argparse.Namespace, answer: dict[str, Any]) -> str:
    if args.action == "show":
        return KINDS[answer["kind"]].picture(answer)
    if args.action == "console":
        return "\n".join(line["text"] for line in answer["lines"])
    told = ", ".join(f"{key} {value}" for key, value in answer.items())
    return f"{args.action} {' '.join(args.values)}".strip() + (f": {told}" if told else ": done")
