"""Registers a cabinet with the cloud and puts its id, its keys and its broker's address on its board, or into a file.

Who you are is asked for, or read from --token-file (the token of an operator's session); never given on the command line.

  wattlend provision --cloud https://rent.example --organisation ID --station ID --slots 12
  wattlend provision --cloud https://rent.example --organisation ID --slots 12 --output cabinet.json --token-file token

The number for the housing is printed; its sticker is stored as SVG and PNG. A board that has a configuration is left as it
is: it is somebody already.

exit codes:
  0  registered
  1  the cloud refuses: its reason is shown
  2  wrong options, or a file that cannot be read or written
  3 to 9  as in `wattlend flash --help`
  10  the cloud cannot be reached
  11  the token, or email and password, are not an operator's
"""

import argparse
import json
import os
from pathlib import Path
from typing import Any

from tools.console.ports import AUTO, choose
from tools.errors import ToolError
from tools.flash.configuration import BOARDS, checked
from tools.flash.copying import carry_out
from tools.flash.exit_codes import EXIT_UNSUITABLE, EXIT_USAGE
from tools.flash.mpremote import Mpremote
from tools.flash.plan import Plan, digest
from tools.flash.progress import Progress
from tools.flash.restart import restart, wait_until_ready
from tools.flash.survey import CONFIGURATION, Survey, survey
from tools.provision.cloud import Cloud
from tools.provision.identity import sign_in

BOARD = "cabinet-s3"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command line."""
    parser.add_argument(
        "--cloud", required=True, metavar="URL", help="the cloud's address, such as https://rent.example"
    )
    parser.add_argument("--cloud-ca", type=Path, metavar="FILE", help="trust this authority for the cloud's address")
    place = parser.add_mutually_exclusive_group()
    place.add_argument(
        "--port", default=AUTO, help="the board's serial port, or auto (default) for the only one on USB"
    )
    place.add_argument(
        "--output", type=Path, metavar="FILE", help="write the configuration into a file, touch no board"
    )
    parser.add_argument("--organisation", required=True, metavar="ID", help="whose cabinet it is")
    parser.add_argument("--station", metavar="ID", help="where it stands")
    parser.add_argument("--slots", required=True, type=int, metavar="N", help="how many slots it has")
    parser.add_argument("--board", default=BOARD, choices=sorted(BOARDS), help=f"pins of the board (default: {BOARD})")
    parser.add_argument("--token-file", type=Path, metavar="FILE", help="token of an operator's session")
    parser.add_argument("--wifi", type=Path, metavar="FILE", help='{"ssid": ..., "password": ...} for the board')
    parser.add_argument(
        "--broker-ca", type=Path, metavar="FILE", help="the broker's authority (PEM), for a broker with TLS"
    )
    parser.add_argument(
        "--stickers", type=Path, default=Path(), metavar="FOLDER", help="where the sticker is stored (default: here)"
    )


def main(args: argparse.Namespace) -> int:
    """Register the cabinet."""
    wifi = None if args.wifi is None else _json(args.wifi)
    authority = None if args.broker_ca is None else _bytes(args.broker_ca)
    line = None if args.output else Mpremote(choose(args.port))
    cloud = Cloud(args.cloud, args.cloud_ca)
    sign_in(cloud, args.token_file)
    board = None if line is None else _look(line)
    try:
        document, number = _register(cloud, args, wifi)
    except ToolError:
        if line:
            restart(line.port).close()
        raise
    device_id = document["device_id"]
    print(f"registered {device_id}, number {number[:4]} {number[4:]}", flush=True)
    if line is None or board is None:
        _keep(args.output, document)
    else:
        _put(line, board, args, document, authority)
    for suffix in ("svg", "png"):
        file = args.stickers / f"sticker-{number}.{suffix}"
        file.write_bytes(cloud.sticker(device_id, suffix))
        print(f"sticker: {file}")
    return 0


def _register(cloud: Cloud, args: argparse.Namespace, wifi: object) -> tuple[dict[str, Any], str]:
    document = cloud.register(args.organisation, args.station, args.slots, args.board)
    if wifi is not None:
        document["wifi"] = wifi
    return document, cloud.number(document["device_id"])


def _look(line: Mpremote) -> Survey:
    print(f"{line.port}: looking at the board", flush=True)
    board = survey(line)
    if board.has_configuration:
        restart(line.port).close()
        raise ToolError(
            f"the board has a {CONFIGURATION}: it is registered already",
            f"to make it another cabinet, remove it first: mpremote connect {line.port} fs rm :{CONFIGURATION}",
            EXIT_UNSUITABLE,
        )
    return board


def _put(
    line: Mpremote, board: Survey, args: argparse.Namespace, document: dict[str, Any], authority: bytes | None
) -> None:
    if document["broker"].get("tls") and authority is None:
        _keep(Path(f"{document['device_id']}.json"), document)
        restart(line.port).close()
        raise ToolError(
            "the broker speaks TLS and the board knows no authority",
            f"put it there: mpremote cp FILE :{document['broker']['ca_file']}, then flash --configuration", EXIT_USAGE,
        )  # fmt: skip
    sent = {CONFIGURATION: checked(document, args.board, "what the cloud sent")}
    if document["broker"].get("tls") and authority is not None:
        sent = {document["broker"]["ca_file"]: authority, **sent}
    plan = Plan(None, [], {}, sent, {path: digest(data) for path, data in sent.items()}, None)
    try:
        carry_out(line, plan, Progress(plan))
    except ToolError:
        _keep(Path(f"{document['device_id']}.json"), document)
        raise
    if "/main.py" in board.files:
        wait_until_ready(line.port, lambda text: print(text, flush=True))
    else:
        restart(line.port).close()
        print(f"the board has no firmware yet: wattlend flash --board {args.board} --port {line.port}")


def _keep(file: Path, document: dict[str, Any]) -> None:
    """Store the only copy of the keys, for its owner's eyes."""
    try:
        with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as out:
            json.dump(document, out, indent=1)
            out.write("\n")
    except OSError as error:
        raise ToolError(
            f"{file} cannot be written: {error.strerror}", "the device is registered but its keys are lost: again",
            EXIT_USAGE,
        ) from error  # fmt: skip
    print(f"configuration, secrets included: {file}; put it on a board with wattlend flash --configuration {file}")


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise ToolError(f"{path} cannot be read: {error.strerror}", "name a readable file", EXIT_USAGE) from error


def _json(path: Path) -> object:
    try:
        return json.loads(_bytes(path))
    except ValueError as error:
        raise ToolError(f"{path} is not JSON: {error}", 'write {"ssid": ..., "password": ...}', EXIT_USAGE) from error
