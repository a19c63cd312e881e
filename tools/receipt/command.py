"""Checks a signed receipt (verify), or replaces the key that signs them (new-key).

  wattlend receipt verify FILE --cloud https://rent.example    with the keys that the platform publishes
  wattlend receipt verify FILE --keys keys.json                the same, from a file kept earlier
  wattlend receipt new-key --database URL                      the old key stays published

Exit codes: 0 all that could be checked holds; 1 a file, address or database cannot be read; 2 wrong usage; 3 not a
receipt, or not signed by the key it names; 4 properly signed, and it contradicts itself, its tariff or a cabinet's event;
5 the key that it names is not among those given.
"""

import argparse
from pathlib import Path

from cloud.services.money.receipt_keys import replace_key
from cloud.services.ports.store import StorageError
from cloud.services.ports.world import Ports, VaultError
from cloud.services.products import CATALOGUE
from cloud.storage.opening import open_inline
from cloud.storage.vault import MasterKeyVault
from cloud.system import SystemClock, SystemEntropy
from shared_protocol.host.receipt import ReceiptRefused, SignedReceipt, UnknownKey
from tools.errors import ToolError
from tools.receipt.judgement import judge
from tools.receipt.picture import picture
from tools.receipt.sources import device_keys, keys_of_cloud, keys_of_file, receipt_bytes
from tools.serve.options import DATABASE, database_options

EXIT_REFUSED = 3
EXIT_CONTRADICTED = 4
EXIT_UNKNOWN_KEY = 5


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command line."""
    actions = parser.add_subparsers(dest="action", required=True, metavar="ACTION")
    verify = actions.add_parser("verify", help="check a receipt and print its bill")
    verify.add_argument("file", type=Path, metavar="FILE", help="as downloaded: COSE, or the API's JSON")
    verify.add_argument(
        "--keys", type=Path, action="append", default=[], metavar="FILE", help="published keys, as JSON"
    )
    verify.add_argument("--cloud", metavar="URL", help="fetch the published keys from there")
    verify.add_argument("--ca", type=Path, metavar="FILE", help="trust this authority's certificate for --cloud")
    verify.add_argument(
        "--device-keys",
        type=Path,
        metavar="FILE",
        help='{"device id": "root key in hex"}: check the MACs of the cabinets\' events too',
    )
    renew = actions.add_parser("new-key", help="sign with a new key from now on")
    renew.add_argument("--database", metavar="URL", help=f"sqlite:///FILE or postgresql://... (default: ${DATABASE})")
    renew.add_argument("--master-key-file", type=Path, metavar="FILE", help="under which keys are sealed there")
    renew.add_argument("--reason", default="replaced by hand", metavar="TEXT", help="for the audit log")


def main(args: argparse.Namespace) -> int:
    """Do what is asked for; the exit codes are listed above."""
    return _verify(args) if args.action == "verify" else _new_key(args)


def _verify(args: argparse.Namespace) -> int:
    if not args.keys and args.cloud is None:
        raise ToolError("no keys are given to verify with", "give --cloud URL or --keys FILE", 2)
    keys: dict[str, bytes] = {}
    for file in args.keys:
        keys |= keys_of_file(file)
    if args.cloud is not None:
        keys |= keys_of_cloud(args.cloud, args.ca)
    roots = {} if args.device_keys is None else device_keys(args.device_keys)
    try:
        signed = SignedReceipt(receipt_bytes(args.file))
        content = signed.verify(keys)
    except ReceiptRefused as error:
        exit_code = EXIT_UNKNOWN_KEY if isinstance(error, UnknownKey) else EXIT_REFUSED
        raise ToolError(f"{args.file}: {error.cause}", error.way_out, exit_code) from error
    judgement = judge(content, roots)
    for line in picture(content, signed.key_id, judgement):
        print(line)
    return EXIT_CONTRADICTED if judgement.wrong else 0


def _new_key(args: argparse.Namespace) -> int:
    options = database_options(args)
    try:
        ports = Ports(SystemClock(), SystemEntropy(), MasterKeyVault(options.master_key), CATALOGUE)
        store = open_inline(options.url)
        try:
            key_id = store.write(lambda unit: replace_key(unit, ports, "system", args.reason))
        finally:
            store.close()
    except (StorageError, VaultError) as error:
        raise ToolError(str(error), "look after the database and its master key, then try again") from error
    print(f"receipts are signed with key {key_id} from now on; earlier keys stay published")
    return 0
