"""Registers a cabinet with the cloud and puts its id, its keys and its broker's address on its board, or into a file.

Who you are is asked for, or read from --token-file (the token of an operator's session); never given on the command line.

  wattlend provision --cloud https://rent.example --station ID --slots 12
  wattlend provision --cloud https://rent.example --organisation ID --slots 12 --output cabinet.json --token-file token

The number for the housing is printed; its sticker is stored as SVG and PNG. A board that is a cabinet already keeps its
id and its place, and is given the broker's address as it is now and a new key: the old one is good until the board has
spoken with the new one, so that nothing it has still to tell is lost.

exit codes:
  0  registered
  1  the cloud refuses: its reason is shown
  2  wrong options, or a file that cannot be read or written
  3 to 9  as in `wattlend flash --help`
  10  the cloud cannot be reached
  11  the token, or email and password, are not an operator's
"""

import argparse
from pathlib import Path
from typing import Any

from tools.desk.console.ports import AUTO, choose
from tools.desk.flash.configuration import BOARDS, read_wifi
from tools.desk.flash.exit_codes import EXIT_USAGE
from tools.desk.flash.mpremote import Mpremote
from tools.desk.provision.cloud import Cloud
from tools.desk.provision.identity import only_organisation, sign_in
from tools.desk.provision.placing import Desk, check_folder, keep
from tools.errors import ToolError

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
    parser.add_argument("--organisation", metavar="ID", help="whose cabinet it is (default: the only one you operate)")
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
    check_folder(args.stickers)
    check_folder(args.output.parent if args.output else Path())
    wifi = None if args.wifi is None else read_wifi(args.wifi)
    authority = None if args.broker_ca is None else _bytes(args.broker_ca)
    line = None if args.output else Mpremote(choose(args.port))
    cloud = Cloud(args.cloud, args.cloud_ca)
    sign_in(cloud, args.token_file)
    if line is None:
        document = _register(cloud, args, wifi)
        keep(args.output, document)
    else:
        document = _on_desk(Desk(line, args.board), cloud, args, wifi, authority)
    _store_sticker(cloud, document["device_id"], args.stickers)
    return 0


def _on_desk(
    desk: Desk, cloud: Cloud, args: argparse.Namespace, wifi: object, authority: bytes | None
) -> dict[str, Any]:
    try:
        before = desk.document()
        document = _register(cloud, args, wifi) if before is None else _rotate(cloud, before, wifi)
    except (ToolError, KeyboardInterrupt):
        desk.leave_running()
        raise
    desk.put(document, authority)
    return document


def _register(cloud: Cloud, args: argparse.Namespace, wifi: object) -> dict[str, Any]:
    document = cloud.register(args.organisation or only_organisation(cloud), args.station, args.slots, args.board)
    print(f"registered {document['device_id']}", flush=True)
    return document if wifi is None else {**document, "wifi": wifi}


def _rotate(cloud: Cloud, before: dict[str, Any], wifi: object) -> dict[str, Any]:
    made = cloud.rotate_key(before["device_id"])
    print(f"{before['device_id']} has a new key, version {made['key_version']}", flush=True)
    document = {**before, **made, "broker": {**before["broker"], **made["broker"]}}
    return document if wifi is None else {**document, "wifi": wifi}


def _store_sticker(cloud: Cloud, device_id: str, folder: Path) -> None:
    number = cloud.number(device_id)
    print(f"number {number[:4]} {number[4:]}")
    for suffix in ("svg", "png"):
        file = folder / f"sticker-{number}.{suffix}"
        picture = cloud.sticker(device_id, suffix)
        try:
            file.write_bytes(picture)
        except OSError as error:
            cause = f"{file} cannot be written: {error.strerror}"
            raise ToolError(cause, f"its page has it too: /c/{device_id}", EXIT_USAGE) from error
        print(f"sticker: {file}")


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise ToolError(f"{path} cannot be read: {error.strerror}", "name a readable file", EXIT_USAGE) from error
