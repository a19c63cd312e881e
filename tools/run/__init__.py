"""Runs a small town: broker, cloud, and four virtual cabinets with the real firmware. Prints one address and the logins.

What happened is kept in the state folder, so a second start finds the same town. Ctrl-C stops everything.
While it runs: `wattlend bench-rig harbour show`, and `wattlend bench-rig --help` for what can be done to a cabinet.
"""

import argparse
from pathlib import Path

from tools.run.town import BOARDS
from tools.run.world import RunOptions, run

DEFAULT_STATE = ".state"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command line."""
    cabinets = ", ".join(f"{board.name} ({board.slots})" for board in BOARDS)
    parser.add_argument(
        "--state",
        type=Path,
        metavar="DIR",
        help=f"where everything is kept (default: $WATTLEND_STATE, or {DEFAULT_STATE})",
    )
    parser.add_argument(
        "--port",
        type=int,
        metavar="N",
        help="the page's and API's port (default: 8080, or a free one if that is taken)",
    )
    parser.add_argument(
        "--database", metavar="URL",
        help="postgresql://USER@HOST/NAME instead of SQLite in the state folder (or $WATTLEND_DATABASE)",
    )  # fmt: skip
    parser.add_argument(
        "--tls", action="store_true", help="HTTPS and MQTT over TLS, by an authority made for this folder"
    )
    parser.add_argument(
        "--board-host", metavar="ADDRESS",
        help="this computer's address on the Wi-Fi: boards on a desk find the broker there (default: this computer alone)",
    )  # fmt: skip
    parser.add_argument("--no-boards", action="store_true", help=f"leave out the cabinets, which are: {cabinets}")


def main(args: argparse.Namespace) -> int:
    """Run the town until SIGINT or SIGTERM."""
    return run(
        RunOptions(
            args.state, args.port, args.database, tls=args.tls, boards=not args.no_boards, board_host=args.board_host
        )
    )
