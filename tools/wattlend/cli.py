"""The `wattlend` command: finds the subcommand, hands it its arguments, ends with its exit code.

A subcommand is a module with `add_arguments(parser)` and `main(args) -> int`; its docstring is its help. Only the one
that is asked for is imported, so `wattlend --help` is instant and one that is broken does not take the others along.
"""

import argparse
import difflib
import gc
import importlib.util
import os
import sys
from collections.abc import Sequence
from importlib.metadata import version
from typing import NamedTuple

from tools.errors import ToolError

EXIT_USAGE = 2
EXIT_INTERRUPTED = 130  # 128 + SIGINT, as shells report it
EXIT_BROKEN_PIPE = 141  # 128 + SIGPIPE


class Command(NamedTuple):
    """One row of the table below."""

    name: str
    summary: str
    module: str


COMMANDS = (
    Command("run", "everything at once: broker, cloud, four virtual cabinets, one address", "tools.run"),
    Command("cloud", "the cloud: API, pages and, unless told otherwise, the bridge", "tools.serve.cloud"),
    Command("bridge", "the broker bridge by itself, against any broker and database", "tools.serve.bridge"),
    Command(
        "virtual-board",
        "a cabinet's board: its firmware on MicroPython, its chips as models",
        "tools.virtual_board.command",
    ),
    Command(
        "bench-rig",
        "move a virtual board's world: insert, pull, jam, heat, cut power",
        "tools.virtual_board.bench_rig",
    ),
    Command("flash", "the firmware onto a board on USB; a bad image is rolled back by the board", "tools.desk.flash"),
    Command("provision", "register a cabinet, and put its id and keys on its board", "tools.desk.provision"),
    Command("mip", "the firmware as a package for `mpremote mip install`", "tools.desk.mip"),
    Command(
        "decode", "take one message apart: field names, codes, times, and whether its MAC is good", "tools.desk.decode"
    ),
    Command("watch", "a broker's traffic, live and decoded", "tools.desk.watch"),
    Command("hil", "test a board over serial: chip, journal, locks, watchdog, network, a rental", "tools.desk.hil"),
    Command("console", "a board's serial log, with tracebacks mapped to the sources", "tools.desk.console"),
    Command("sim", "cabinets, network and cloud in one process under a virtual clock", "tools.sim"),
    Command("receipt", "check a signed receipt, or replace the key that signs them", "tools.receipt.command"),
    Command("audit", "check the books: ledger, orders, fees, cases and banks", "tools.audit.command"),
    Command("bench", "cost of a rental against an echo on the same broker", "tools.bench"),
    Command("size", "bytes and heap of the firmware, with gates", "tools.size"),
)

EPILOG = """\
begin with:
  wattlend run              start a small world, open the printed address, rent a power bank
  wattlend COMMAND --help   what a command takes
"""


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command that `argv` (default: the process's arguments) names; return its exit code."""
    arguments = list(sys.argv[1:] if argv is None else argv)
    try:
        return _dispatch(arguments)
    except ToolError as error:
        print(error, file=sys.stderr)
        return error.exit_code
    except KeyboardInterrupt:
        return EXIT_INTERRUPTED
    except BrokenPipeError:  # `wattlend sim | head`: nobody reads on, and Python must not complain about that at exit
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return EXIT_BROKEN_PIPE


def available() -> list[Command]:
    """Return the commands whose modules are installed, in the table's order."""
    return [command for command in COMMANDS if _is_there(command.module)]


def _is_there(module: str) -> bool:
    try:
        spec = importlib.util.find_spec(module)
    except ModuleNotFoundError:  # of the package that it is in
        return False
    return spec is not None and spec.origin is not None  # a folder without __init__.py has a spec, but no origin


def _dispatch(arguments: list[str]) -> int:
    commands = available()
    parser = _top_parser(commands)
    if not arguments:
        parser.print_help()
        return EXIT_USAGE
    if arguments[0].startswith("-"):
        parser.parse_args(arguments)  # --help and --version end the process, anything else is refused
    return _run(_find(arguments[0], commands), arguments[1:])


def _top_parser(commands: list[Command]) -> argparse.ArgumentParser:
    width = max((len(command.name) for command in commands), default=0)
    rows = "\n".join(f"  {command.name:<{width}}  {command.summary}" for command in commands)
    parser = argparse.ArgumentParser(
        prog="wattlend",
        usage="wattlend COMMAND [OPTIONS]",
        description=f"Wattlend lends power banks from cabinets that decide for themselves.\n\ncommands:\n{rows}",
        epilog=EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--version", action="version", version=f"wattlend {version('wattlend')}")
    parser.add_argument("command", help=argparse.SUPPRESS)
    return parser


def _find(name: str, commands: list[Command]) -> Command:
    for command in commands:
        if command.name == name:
            return command
    near = difflib.get_close_matches(name, [command.name for command in commands], n=1)
    way_out = f"did you mean `wattlend {near[0]}`?" if near else "`wattlend --help` lists the commands"
    raise ToolError(f"there is no command `{name}`", way_out, EXIT_USAGE)


def _run(command: Command, arguments: list[str]) -> int:
    gc.disable()  # what an import makes stays: looking for garbage in it takes a seventh of the cloud's start
    module = importlib.import_module(command.module)
    gc.enable()
    parser = argparse.ArgumentParser(
        prog=f"wattlend {command.name}",
        description=module.__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    module.add_arguments(parser)
    return int(module.main(parser.parse_args(arguments)))


if __name__ == "__main__":
    sys.exit(main())
