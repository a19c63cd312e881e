"""Refuses a run that could not go well, before it touches a board: wrong numbers, files, addresses, the bench rig of another."""

import argparse
import os
import socket

from tools.desk.flash.configuration import BOARDS, read_wifi
from tools.desk.flash.exit_codes import EXIT_USAGE
from tools.errors import ToolError
from tools.virtual_board.errors import BoardError
from tools.virtual_board.rig.control import Rig

VIRTUAL = "virtual"


def check(args: argparse.Namespace) -> None:
    """Raise ToolError for the first option of `wattlend hil` that is wrong; `args.port` is a device, or `virtual`."""
    _check_range("--slots", args.slots, 1, BOARDS[args.board])
    _check_range("--resets", args.resets, 1, 1_000_000)
    if args.soak is not None and not args.soak > 0:
        raise ToolError(f"--soak is {args.soak}", "allowed: minutes above 0", EXIT_USAGE)
    if args.wifi is not None:
        read_wifi(args.wifi)
    if args.host is not None:
        _check_address(args.host)
    if args.rig is not None:
        _check_rig(args.rig, args.port)
    _check_output(args)


def _check_range(name: str, value: int | None, least: int, most: int) -> None:
    if value is not None and not least <= value <= most:
        raise ToolError(f"{name} is {value}", f"allowed: {least} to {most}", EXIT_USAGE)


def _check_address(host: str) -> None:
    try:
        with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
            probe.bind((host, 0))
    except OSError as error:
        cause = f"--host {host} is no address of this computer: {error.strerror}"
        raise ToolError(cause, "name one that `hostname -I` prints, or leave --host out", EXIT_USAGE) from error


def _check_rig(board: str, port: str) -> None:
    if port == VIRTUAL:
        raise ToolError(
            "--rig names the rig of a board that runs already", "leave it out: --port virtual has its own", EXIT_USAGE
        )
    rig = Rig(board)
    try:
        there = str(rig.world()["port"])
    except BoardError as error:
        raise ToolError(error.cause, error.way_out, EXIT_USAGE) from error
    finally:
        rig.close()
    if os.path.realpath(there) != os.path.realpath(port):
        cause = f"the bench rig {board} is of the board at {there}, not of the one at {port}"
        raise ToolError(cause, f"--port {there}, or the rig of that board", EXIT_USAGE)


def _check_output(args: argparse.Namespace) -> None:
    try:
        args.output.mkdir(parents=True, exist_ok=True)
        (args.output / "console.log").write_bytes(b"")
    except OSError as error:
        cause = f"nothing can be written to {args.output}: {error.strerror}"
        raise ToolError(cause, "name another folder: --output FOLDER", EXIT_USAGE) from error
