"""Checks the books: ledger, orders, fees, cases and banks, against each other and against the rules. Changes nothing.

It reads one consistent state of the database while the cloud goes on, needs no master key, and recomputes what was stored:
every account from its transfers, every fee from its tariff. Run it after a restore, after a crash, and every night.

For example:
  wattlend audit --database sqlite:///cloud.db
  wattlend audit --database postgresql://user@host/name --json > audit.json

Each violation is one line: the check's name, and the ids of the rows. Nothing repairs itself: a wrong transfer is corrected
by another one, and what became of an order is decided in the reconciliation queue.

exit codes: 0 clean, 1 violations were found, 2 the database cannot be read
"""

import argparse
import time
from pathlib import Path

from cloud.services.ports.store import StorageError
from cloud.services.ports.world import Settings
from cloud.storage.migration import MIGRATIONS
from cloud.storage.opening import connect
from cloud.storage.store import InlineStore
from tools.audit.findings import Findings
from tools.audit.judge import audit
from tools.audit.report import as_json, as_table
from tools.errors import ToolError
from tools.serve.options import DATABASE, database_url

EXIT_VIOLATIONS = 1
EXIT_UNREADABLE = 2
_SQLITE = "sqlite:///"
_USUAL = Settings()


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command line."""
    parser.add_argument(
        "--database", metavar="URL",
        help=f"sqlite:///FILE or postgresql://USER@HOST/NAME (default: ${DATABASE})",
    )  # fmt: skip
    parser.add_argument("--json", action="store_true", help="print one JSON document instead of the table")
    parser.add_argument(
        "--give-up-after", type=int, metavar="SECONDS", default=_USUAL.order_maximum_ms // 1_000,
        help="as the cloud was told: how long after its window an order may go unanswered (default: %(default)s)",
    )  # fmt: skip


def main(args: argparse.Namespace) -> int:
    """Print what was found; return the exit code."""
    try:
        findings = audit_database(database_url(args), Settings(order_maximum_ms=args.give_up_after * 1_000))
    except StorageError as error:
        raise ToolError(str(error), "name a database that the cloud has used", EXIT_UNREADABLE) from error
    except ToolError as error:
        raise ToolError(error.cause, error.way_out, EXIT_UNREADABLE) from error
    print(as_json(findings) if args.json else as_table(findings))
    return 0 if findings.is_clean else EXIT_VIOLATIONS


def audit_database(url: str, settings: Settings = _USUAL) -> Findings:
    """Return what is wrong in the database at `url`, as of now; raises StorageError."""
    if url.startswith(_SQLITE) and not Path(url.removeprefix(_SQLITE)).is_file():
        raise StorageError(f"there is no database at {url}")
    connection = connect(url, read_only=True)
    store = InlineStore(connection)
    try:
        version = connection.schema_version()
        if version != len(MIGRATIONS):
            raise StorageError(f"the database has schema version {version}, this program reads {len(MIGRATIONS)}")
        return store.read(lambda unit: audit(unit, time.time_ns() // 1_000_000, settings))
    finally:
        store.close()
