"""What `wattlend cloud` and `wattlend bridge` share: options, secrets from files or the environment, and a clean end.

Secrets never come from the command line, where every user of the machine can read them.
"""

import argparse
import asyncio
import gc
import logging
import os
import secrets
import signal
import string
import sys
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Any

from cloud.app import DatabaseOptions
from cloud.bridge.connection import BrokerAddress
from cloud.bridge.mosquitto_files import CLOUD_USER
from cloud.services.ports.store import StorageError
from cloud.services.ports.world import Settings, VaultError
from cloud.storage.vault import MASTER_KEY_BYTES
from tools.errors import ToolError

DATABASE = "WATTLEND_DATABASE"
MASTER_KEY = "WATTLEND_MASTER_KEY"
BROKER_PASSWORD = "WATTLEND_BROKER_PASSWORD"  # noqa: S105 - the name of a variable
DEFAULT_BROKER = "127.0.0.1:1883"
DEFAULT_LEND_WINDOW_S = Settings().lend_window_ms // 1_000
SHORTEST_LEND_WINDOW_S = 5
LONGEST_LEND_WINDOW_S = 600
DEFAULT_GIVE_UP_S = Settings().order_maximum_ms // 1_000
SHORTEST_GIVE_UP_S = 1
LONGEST_GIVE_UP_S = 24 * 3_600
YOUNG_OBJECTS = 20_000  # before the collector looks at them


def add_service_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare database, master key and broker."""
    parser.add_argument(
        "--database", metavar="URL",
        help=f"sqlite:///FILE or postgresql://USER@HOST/NAME (default: ${DATABASE})",
    )  # fmt: skip
    parser.add_argument(
        "--master-key-file", type=Path, metavar="FILE",
        help=f"64 hexadecimal digits, under which device keys are sealed in the database (default: ${MASTER_KEY} itself)",
    )  # fmt: skip
    parser.add_argument(
        "--broker", default=DEFAULT_BROKER, metavar="HOST:PORT", help=f"the MQTT broker (default: {DEFAULT_BROKER})"
    )
    parser.add_argument("--broker-user", default=CLOUD_USER, metavar="NAME", help=f"(default: {CLOUD_USER})")
    parser.add_argument(
        "--broker-password-file", type=Path, metavar="FILE",
        help=f"holds the broker's password for that user (default: ${BROKER_PASSWORD} itself)",
    )  # fmt: skip
    parser.add_argument(
        "--lend-window", type=int, metavar="SECONDS", default=DEFAULT_LEND_WINDOW_S,
        help=f"how long a cabinet may still try to lend after a request, 5 to 600 (default: {DEFAULT_LEND_WINDOW_S})",
    )  # fmt: skip
    parser.add_argument(
        "--give-up-after", type=int, metavar="SECONDS", default=DEFAULT_GIVE_UP_S,
        help="how long after that window an order that the cabinet has not answered frees its hold and goes to the "
        f"operators, 1 to 86400 (default: {DEFAULT_GIVE_UP_S})",
    )  # fmt: skip
    parser.add_argument(
        "--broker-ca", type=Path, metavar="FILE", help="speak TLS to the broker, trusting this authority's certificate"
    )


def database_options(args: argparse.Namespace, *, may_make_key: bool = False) -> DatabaseOptions:
    """Return the database that the options name; raises ToolError."""
    return DatabaseOptions(database_url(args), _master_key(args.master_key_file, may_make_key=may_make_key))


def database_url(args: argparse.Namespace) -> str:
    """Return the URL of the database that the options name; raises ToolError."""
    url: str = args.database or os.environ.get(DATABASE, "")
    if not url:
        raise ToolError("no database is named", f"give --database sqlite:///cloud.db, or set {DATABASE}")
    return url


def broker_address(args: argparse.Namespace) -> BrokerAddress:
    """Return the broker that the options name; raises ToolError."""
    host, port = parse_address("--broker", args.broker)
    password = _secret(args.broker_password_file, BROKER_PASSWORD, "--broker-password-file")
    certificates = None if args.broker_ca is None else str(args.broker_ca)
    return BrokerAddress(host, port, args.broker_user, password, certificates)


def settings(args: argparse.Namespace) -> Settings:
    """Return the settings of the business that the options name; raises ToolError."""
    _check_seconds("--lend-window", args.lend_window, SHORTEST_LEND_WINDOW_S, LONGEST_LEND_WINDOW_S)
    _check_seconds("--give-up-after", args.give_up_after, SHORTEST_GIVE_UP_S, LONGEST_GIVE_UP_S)
    return Settings(lend_window_ms=args.lend_window * 1_000, order_maximum_ms=args.give_up_after * 1_000)


def _check_seconds(option: str, value: int, shortest: int, longest: int) -> None:
    if not shortest <= value <= longest:
        raise ToolError(f"{option} is {value}", f"allowed: {shortest} to {longest} seconds")


def parse_address(option: str, text: str) -> tuple[str, int]:
    """Return host and port of `HOST:PORT`; raises ToolError."""
    host, colon, port = text.rpartition(":")
    if not colon or not host or not port.isascii() or not port.isdigit() or not 0 < int(port) < 65_536:
        raise ToolError(f"{option} is {text!r}", "write it as HOST:PORT, such as 127.0.0.1:1883")
    return host.strip("[]"), int(port)


def make_master_key(file: Path) -> None:
    """Write a fresh master key where there is none."""
    descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w") as opened:
        opened.write(secrets.token_hex(MASTER_KEY_BYTES) + "\n")


def run_until_stopped(work: Callable[[], Coroutine[Any, Any, None]]) -> int:
    """Run `work` until SIGINT or SIGTERM; raises ToolError with the cause when it cannot go on."""
    logging.basicConfig(level=logging.INFO, stream=sys.stderr, format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    _spare_the_collector()
    try:
        with asyncio.Runner(loop_factory=_loop_factory()) as runner:
            runner.run(_until_signal(work))
    except BaseExceptionGroup as group:
        raise _as_tool_error(_first(group)) from group
    except (StorageError, VaultError, OSError) as error:
        raise _as_tool_error(error) from error
    return 0


def _spare_the_collector() -> None:
    """Have the collector of cycles leave alone what was imported, and look less often: our work leaves few cycles."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(YOUNG_OBJECTS)


async def _until_signal(work: Callable[[], Coroutine[Any, Any, None]]) -> None:
    task = asyncio.ensure_future(work())
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, task.cancel)
    try:
        await task
    except asyncio.CancelledError:
        logging.getLogger(__name__).info("stopped")


def _loop_factory() -> Callable[[], asyncio.AbstractEventLoop] | None:
    try:
        import uvloop  # noqa: PLC0415 - optional: a little faster where it is installed
    except ImportError:
        return None
    factory: Callable[[], asyncio.AbstractEventLoop] = uvloop.new_event_loop
    return factory


def _first(group: BaseExceptionGroup[BaseException]) -> BaseException:
    error = group.exceptions[0]
    return _first(error) if isinstance(error, BaseExceptionGroup) else error


def _as_tool_error(error: BaseException) -> BaseException:
    if isinstance(error, StorageError):
        return ToolError(str(error), "look after the database, then start again")
    if isinstance(error, VaultError):
        return ToolError(str(error), "give the master key that this database was made with")
    if isinstance(error, OSError):
        return ToolError(error.strerror or str(error), "take another address or port, or end what uses this one")
    return error


def _master_key(file: Path | None, *, may_make_key: bool) -> bytes:
    if file is not None and may_make_key and not file.exists():
        make_master_key(file)
        print(f"made a master key in {file}: keep it, the database is worthless without it", flush=True)
    text = _secret(file, MASTER_KEY, "--master-key-file")
    if len(text) != 2 * MASTER_KEY_BYTES or not set(text) <= set(string.hexdigits):
        raise ToolError("the master key cannot be one", f"it has {2 * MASTER_KEY_BYTES} hexadecimal digits")
    return bytes.fromhex(text)


def _secret(file: Path | None, variable: str, option: str) -> str:
    if file is None:
        text = os.environ.get(variable, "")
        if not text:
            raise ToolError(f"{variable} is not set", f"set it, or name a file with {option}")
        return text.strip()
    try:
        return file.read_text().strip()
    except OSError as error:
        raise ToolError(f"{file} cannot be read: {error.strerror}", f"name a readable file with {option}") from error
