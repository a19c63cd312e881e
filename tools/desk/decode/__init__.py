"""Takes one message apart: CBOR diagnostic notation with field names, codes, times and units, and a verdict on its MAC.

FILE (or - for standard input) holds hex, base64, raw bytes, or a capture that `wattlend watch --save` wrote. Envelopes,
bare messages and receipts are recognised; any other CBOR is shown as it is, malformed CBOR as far as it goes.
The MAC needs the device's root key: --key-file takes {"DEVICE ID": "64 hex digits", ...} or a board's configuration.json.

exit codes:
  0  decoded; the MAC is good or was not checked
  1  decoded, and the MAC of at least one message is wrong
  2  something cannot be decoded or read (also: wrong options)
"""

import argparse
from collections.abc import Iterable
from pathlib import Path

from tools.desk.colours import add_colour_argument, palette
from tools.desk.decode.key_file import read_key_file
from tools.desk.decode.report import examine, for_people, for_programs
from tools.desk.decode.samples import Sample, from_base64, from_file, from_hex
from tools.errors import ToolError

EXIT_USAGE = 2


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command line."""
    parser.add_argument(
        "file", nargs="?", metavar="FILE", help="hex, base64, raw bytes or a capture; - for standard input"
    )
    parser.add_argument("--hex", metavar="TEXT", help="the message itself, in hex")
    parser.add_argument("--base64", metavar="TEXT", help="the message itself, in base64")
    parser.add_argument("--topic", metavar="TOPIC", help="the topic it came on: part of what its MAC covers")
    parser.add_argument("--key-file", type=Path, metavar="FILE", help="root keys by device id, or configuration.json")
    parser.add_argument("--json", action="store_true", help="print one JSON object a message, a line each")
    add_colour_argument(parser)


def main(args: argparse.Namespace) -> int:
    """Print what each message holds; return the worst outcome."""
    keys = None if args.key_file is None else read_key_file(args.key_file)
    paint, worst = palette(args), 0
    for number, sample in enumerate(_samples(args)):
        finding = examine(sample, keys)
        if args.json:
            print(for_programs(finding))
        else:
            print("\n" * bool(number) + for_people(finding, paint))
        worst = max(worst, finding.outcome)
    return worst


def _samples(args: argparse.Namespace) -> Iterable[Sample]:
    if [args.file, args.hex, args.base64].count(None) != 2:
        raise ToolError("one of FILE, --hex and --base64 is needed", "wattlend decode --help shows how", EXIT_USAGE)
    if args.hex is not None:
        return [Sample(from_hex(args.hex), args.topic)]
    if args.base64 is not None:
        return [Sample(from_base64(args.base64), args.topic)]
    return from_file(args.file, args.topic)
