"""Runs boards: real firmware on real MicroPython, their chips and the world behind them as models.

A board keeps its flash, its world, its console and its control socket in STATE/boards/NAME, and a second start finds them
as they were. `wattlend bench-rig NAME ACTION` moves its world. Ctrl-C stops all boards; their outputs go low as at a
power cut.

Each board has a serial port, /dev/pts/N, printed at its start: console and prompt of its MicroPython, for mpremote or any
other serial tool (`mpremote connect /dev/pts/N`). Ctrl-C on it interrupts the firmware, Ctrl-D at the prompt is a soft
reset, Ctrl-A and Ctrl-B enter and leave the raw prompt. `--bare` puts no firmware on the board, and leaves what a tool
flashed. `wattlend bench-rig NAME pull-cable` takes the port away in the middle of whatever happens.
"""

import argparse
import asyncio
import signal
from pathlib import Path

from tools import firmware_image
from tools.virtual_board.kinds import DEFAULT_KIND, KINDS
from tools.virtual_board.rig.control_socket import board_folder, state_folder
from tools.virtual_board.specification import (
    Specification,
    check_configuration,
    parse_heap,
)
from tools.virtual_board.supervisor import Supervisor
from tools.virtual_board.town import read_town

DEFAULT_NAME = "cabinet"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command line."""
    parser.add_argument("--state", type=Path, help="folder of all boards' state (default: $WATTLEND_STATE or .state)")
    parser.add_argument(
        "--board", "--name", dest="names", action="append", metavar="NAME",
        help=f"a board's name; repeat it for several (default: {DEFAULT_NAME})",
    )  # fmt: skip
    parser.add_argument("--town", type=Path, metavar="FILE", help='a JSON file of boards, {"boards": [{"name": ...}]}')
    parser.add_argument(
        "--kind", choices=sorted(KINDS), default=DEFAULT_KIND, help=f"what the board is in (default: {DEFAULT_KIND})"
    )
    parser.add_argument("--bits", type=int, default=64, help="64, or 32 as on an ESP32 (default: 64)")
    parser.add_argument("--heap", help="heap of the firmware (default: 96K for 32 bits, 192K for 64)")
    parser.add_argument("--bare", action="store_true", help="no firmware: MicroPython alone, and what a tool flashed")
    parser.add_argument("--configuration", type=Path, metavar="FILE", help="put on the board as configuration.json")
    for kind in KINDS.values():
        kind.add_arguments(parser)
    parser.add_argument("--seed", type=int, default=0, help="a new world is drawn from it (default: 0)")
    parser.add_argument(
        "--ticks", type=int, default=0, help="where ticks_ms starts at a boot, to see it wrap (default: 0)"
    )
    parser.add_argument("--quiet", action="store_true", help="print no lines of the boards but those of the supervisor")


def main(args: argparse.Namespace) -> int:
    """Run the boards until SIGINT or SIGTERM."""
    specifications = read_town(args.town, args.state) if args.town else _from_arguments(args)
    width = max(len(specification.name) for specification in specifications)

    def echo(name: str, line: str) -> None:
        if not args.quiet or line.startswith("virtual board:"):
            print(f"{name:<{width}}  {line}", flush=True)

    asyncio.run(_run(Supervisor(specifications, echo)))
    return 0


async def _run(supervisor: Supervisor) -> None:
    stop = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    async with supervisor:
        await stop.wait()


def _from_arguments(args: argparse.Namespace) -> list[Specification]:
    files = {} if args.bare else firmware_image.contents()
    if args.configuration:
        files["/configuration.json"] = check_configuration(args.configuration)
    return [
        Specification(
            name=name,
            folder=board_folder(name, args.state or state_folder()),
            design=KINDS[args.kind].from_arguments(args),
            files=files,
            bits=args.bits,
            heap_bytes=parse_heap(args.heap) if args.heap else 0,
            seed=args.seed,
            ticks_at_boot_ms=args.ticks,
            bare=args.bare,
        )
        for name in args.names or [DEFAULT_NAME]
    ]
