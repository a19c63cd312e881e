"""Serves the API, the pages and, unless told otherwise, the bridge. SIGTERM ends it; a restart loses nothing.

A file for `--demo-login-file` is {"email": ..., "password": ...}: a login that the page then shows to everybody.
"""

import argparse
import ipaddress
import json
from pathlib import Path

from cloud.app import CloudOptions, run_cloud
from cloud.bridge.broker_accounts import AccountFiles
from cloud.http.context import BoardBroker
from cloud.web.frame.options import DemoLogin
from tools.errors import ToolError
from tools.runtime import RuntimeMissing, htmx
from tools.serve.options import (
    add_service_arguments,
    broker_address,
    database_options,
    parse_address,
    run_until_stopped,
    settings,
)

DEFAULT_PORT = 8080


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command line."""
    add_service_arguments(parser)
    parser.add_argument("--host", default="127.0.0.1", help="where to listen (default: 127.0.0.1)")
    parser.add_argument("--port", type=int, default=DEFAULT_PORT, help=f"0 takes a free one (default: {DEFAULT_PORT})")
    parser.add_argument("--certificate", type=Path, metavar="FILE", help="serve HTTPS with this certificate (PEM)")
    parser.add_argument("--key", type=Path, metavar="FILE", help="its private key (PEM)")
    parser.add_argument(
        "--behind-tls-proxy",
        action="store_true",
        help="a proxy before us speaks HTTPS; needed off loopback without one",
    )
    parser.add_argument("--no-bridge", action="store_true", help="leave the bridge to `wattlend bridge`")
    parser.add_argument(
        "--broker-accounts", type=Path, metavar="FILE", help="keep this Mosquitto password file up to date"
    )
    parser.add_argument(
        "--broker-pid-file", type=Path, metavar="FILE", help="that Mosquitto's pid_file, to have it reload"
    )
    parser.add_argument(
        "--board-broker", metavar="HOST:PORT", help="the broker as new boards will dial it (default: as --broker)"
    )
    parser.add_argument("--board-ca", metavar="PATH", help="new boards speak TLS; the authority's file on the board")
    parser.add_argument(
        "--demo", action="store_true", help="demo mode: top-ups are granted by a sandbox that moves no money"
    )
    parser.add_argument(
        "--demo-login-file", type=Path, metavar="FILE", help="show this login on the page; implies --demo"
    )


def main(args: argparse.Namespace) -> int:
    """Serve until SIGINT or SIGTERM."""
    options = _options(args)

    def started(address: str) -> None:
        print(f"cloud: {address}", flush=True)

    return run_until_stopped(lambda: run_cloud(options, started))


def _options(args: argparse.Namespace) -> CloudOptions:
    _check_tls(args)
    board_host, board_port = parse_address("--board-broker", args.board_broker or args.broker)
    accounts = args.broker_accounts and AccountFiles(args.broker_accounts, args.broker_pid_file)
    return CloudOptions(
        database=database_options(args, may_make_key=True),
        host=args.host,
        port=args.port,
        board_broker=BoardBroker(board_host, board_port, args.board_ca is not None, args.board_ca),
        htmx=_htmx(),
        broker=None if args.no_bridge else broker_address(args),
        account_files=accounts,
        certificate=args.certificate,
        key=args.key,
        behind_tls_proxy=args.behind_tls_proxy,
        demo=_demo_login(args.demo_login_file),
        is_demo=args.demo,
        settings=settings(args),
    )


def _htmx() -> Path:
    try:
        return htmx()
    except RuntimeMissing as error:
        raise ToolError("the pages lack htmx, which set-up fetches", "run `make setup`") from error


def _check_tls(args: argparse.Namespace) -> None:
    if (args.certificate is None) != (args.key is None):
        raise ToolError("--certificate and --key belong together", "give both, or none")
    if args.certificate is None and not args.behind_tls_proxy and not _is_loopback(args.host):
        raise ToolError(
            f"without TLS, passwords would cross the network to {args.host} in the clear",
            "give --certificate and --key, or --behind-tls-proxy, or --host 127.0.0.1",
        )


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _demo_login(file: Path | None) -> DemoLogin | None:
    if file is None:
        return None
    try:
        document = json.loads(file.read_text())
        return DemoLogin(str(document["email"]), str(document["password"]))
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise ToolError(f"{file} holds no demo login: {error}", 'write {"email": ..., "password": ...}') from error
