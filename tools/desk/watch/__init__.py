"""Shows a broker's traffic live and decoded: one line a message, or all of it with --full. Publishes nothing.

The password comes from --password-file or $WATTLEND_BROKER_PASSWORD, never from the command line. Use an account of its
own: `watch` may read every device's topics by our access rules, and a broker of ours throws out whoever has the same
name. `mosquitto_passwd FILE watch` sets its password; `wattlend run` has done so, and prints the whole command.
Ctrl-C ends it and says how much was seen.

exit codes:
  0     ended by Ctrl-C
  1, 2  wrong options
  3     no broker there, or it is not believed
  4     login or subscription refused
"""

import argparse
import os
import sys
import time
from pathlib import Path

import paho.mqtt.client as mqtt

from cloud.bridge.mosquitto_files import CLOUD_USER, WATCH_USER
from shared_protocol import topics
from tools.desk.colours import WARN, Palette, add_colour_argument, palette
from tools.desk.decode.capture import Captured, now, to_line
from tools.desk.decode.key_file import KeyFile, read_key_file
from tools.desk.decode.report import DECODED, MAC_WRONG, Finding, examine, for_people
from tools.desk.decode.samples import Sample
from tools.desk.log_file import appending
from tools.desk.watch.broker import BrokerLogin, Subscription
from tools.desk.watch.summary import line
from tools.errors import ToolError
from tools.serve.options import BROKER_PASSWORD, DEFAULT_BROKER, parse_address

EXIT_USAGE = 2
SILENT_FOR_S = 40.0
"""A cabinet reports at least every 30 s."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command line."""
    parser.add_argument("--broker", default=DEFAULT_BROKER, metavar="HOST:PORT", help=f"(default: {DEFAULT_BROKER})")
    parser.add_argument("--user", default=WATCH_USER, metavar="NAME", help=f"the account (default: {WATCH_USER})")
    parser.add_argument(
        "--password-file", type=Path, metavar="FILE", help=f"holds its password (default: ${BROKER_PASSWORD} itself)"
    )
    parser.add_argument("--ca", type=Path, metavar="FILE", help="speak TLS, trusting this authority's certificate")
    parser.add_argument("--device", metavar="ID", help="only this device")
    parser.add_argument("--leaf", action="append", choices=topics.LEAVES, help="only this leaf; repeat it for several")
    parser.add_argument(
        "--key-file", type=Path, metavar="FILE", help="check MACs: root keys by device id, as for decode"
    )
    parser.add_argument(
        "--save", type=Path, metavar="FILE", help="append every message to a capture for `wattlend decode`"
    )
    parser.add_argument("--full", action="store_true", help="diagnostic notation instead of one line")
    add_colour_argument(parser)


def main(args: argparse.Namespace) -> int:
    """Watch until Ctrl-C."""
    sight = Sight(args, palette(args))
    subscription = Subscription(_login(args), _filters(args), sight.take, sight.say)
    try:
        for _ in subscription.run():
            sight.look_at_the_clock()
    except KeyboardInterrupt:
        print(sight.tally(), file=sys.stderr)
    finally:
        sight.close()
    return 0


class Sight:
    """Prints, saves and counts what comes."""

    def __init__(self, args: argparse.Namespace, paint: Palette) -> None:
        self._keys: KeyFile | None = None if args.key_file is None else read_key_file(args.key_file)
        self._save = None if args.save is None else appending(args.save, "--save", EXIT_USAGE)
        self._paint = paint
        self._is_full = args.full
        self._user = args.user
        self._count = self._wrong = self._unreadable = 0
        self._heard_s: float | None = time.monotonic()

    def take(self, message: mqtt.MQTTMessage) -> None:
        """Show one message."""
        self._heard_s = None
        captured = Captured(now(), _topic(message), bytes(message.payload), message.retain)
        if self._save:
            self._save.write(to_line(captured) + "\n")
        finding = examine(Sample(captured.payload, captured.topic, captured.time), self._keys)
        self._tell(finding, retained=message.retain)

    def say(self, text: str) -> None:
        """Say something about the connection, beside the messages."""
        print(self._paint(WARN, text), file=sys.stderr, flush=True)

    def look_at_the_clock(self) -> None:
        """After a long silence say once what it may mean: brokers do not tell who may not read."""
        if self._heard_s is not None and time.monotonic() > self._heard_s + SILENT_FOR_S:
            self._heard_s = None
            self.say(
                f"nothing for {SILENT_FOR_S:.0f} s: no device speaks, or the broker's rules let {self._user!r} read nothing"
            )

    def tally(self) -> str:
        """Return how much was seen."""
        return f"{self._count} messages, {self._unreadable} that cannot be decoded, {self._wrong} with a wrong MAC"

    def close(self) -> None:
        """Close the capture."""
        if self._save:
            self._save.close()

    def _tell(self, finding: Finding, *, retained: bool) -> None:
        self._count += 1
        self._wrong += finding.outcome == MAC_WRONG
        self._unreadable += finding.outcome not in (DECODED, MAC_WRONG)
        text = (
            for_people(finding, self._paint) + "\n" if self._is_full else line(finding, self._paint, retained=retained)
        )
        print(text, flush=True)


def _topic(message: mqtt.MQTTMessage) -> str:
    try:
        return message.topic
    except UnicodeDecodeError:
        return ""


def _filters(args: argparse.Namespace) -> list[str]:
    leaves = args.leaf or topics.LEAVES
    if args.device is None:
        return [topics.every_device(leaf) for leaf in leaves]
    if not topics.is_device_id(args.device):
        raise ToolError(f"{args.device!r} is no device id", "ids have 8 to 32 of a-z, 0-9 and -", EXIT_USAGE)
    return [topics.topic(args.device, leaf) for leaf in leaves]


def _login(args: argparse.Namespace) -> BrokerLogin:
    if args.user == CLOUD_USER:
        raise ToolError(
            f"the account {CLOUD_USER!r} is the bridge's own, and the broker would throw the bridge out",
            f"use an account of its own, such as {WATCH_USER!r}, which may read every device's topics",
            EXIT_USAGE,
        )
    host, port = parse_address("--broker", args.broker)
    return BrokerLogin(host, port, args.user, _password(args.password_file), args.ca)


def _password(file: Path | None) -> str:
    if file is None:
        return os.environ.get(BROKER_PASSWORD, "")
    try:
        return file.read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise ToolError(
            f"cannot read the password in {file}: {error}", "name a file that you may read", EXIT_USAGE
        ) from error
