"""Every table, once, for SQLite and PostgreSQL: BIGINT, TEXT and BLOB only. What the columns mean stands in services.records.

The order of columns is that of the records' fields. Migrations make the tables; a test holds that both agree.
"""

from typing import Any

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    Index,
    LargeBinary,
    MetaData,
    PrimaryKeyConstraint,
    Table,
    Text,
    UniqueConstraint,
    text,
)

METADATA = MetaData()


def _text(name: str, *, null: bool = False) -> Column[Any]:
    return Column(name, Text, nullable=null)


def _number(name: str, *, null: bool = False) -> Column[Any]:
    return Column(name, BigInteger, nullable=null)


def _table(name: str, *parts: Any, keyed: tuple[str, ...] = ("id",), long_rows: bool = False) -> Table:
    # SQLite: short rows live in the key's own tree; long ones are appended, and only a short index entry is placed.
    return Table(name, METADATA, *parts, PrimaryKeyConstraint(*keyed), sqlite_with_rowid=long_rows)


SCHEMA_VERSION = _table("schema_version", _number("version"), keyed=("version",))

COUNTER = _table("counter", _text("name"), _number("value"), keyed=("name",))

ORGANISATION = _table("organisation", _text("id"), _text("name"), _number("created_ms"), _text("tariff_id", null=True))

ACCOUNT = _table(
    "account", _text("id"), _text("state"), _number("live_seq"), _number("open_orders"), _number("created_ms")
)

PERSON = _table(
    "person",
    _text("account_id"),
    _text("email"),
    _text("name"),
    _text("password_hash"),
    UniqueConstraint("email", name="person_email"),
    keyed=("account_id",),
    long_rows=True,
)

SESSION = _table(
    "session",
    _text("token_hash"),
    _text("account_id"),
    _number("created_ms"),
    _number("expires_ms"),
    _number("revoked_ms", null=True),
    Index("session_account", "account_id"),
    keyed=("token_hash",),
)

MEMBERSHIP = _table(
    "membership",
    _text("account_id"),
    _text("organisation_id"),
    _text("role"),
    keyed=("account_id", "organisation_id"),
)

STATION = _table(
    "station",
    _text("id"),
    _text("organisation_id"),
    _text("name"),
    _number("latitude_udeg"),
    _number("longitude_udeg"),
    _number("created_ms"),
    _text("tariff_id", null=True),
)

DEVICE = _table(
    "device",
    _text("id"),
    _text("organisation_id"),
    _text("station_id", null=True),
    _text("kind"),
    _number("slot_count"),
    _text("state"),
    _number("boot"),
    _number("connection"),
    _number("online"),
    _number("presence_at_ms"),
    _text("journal_id", null=True),
    _number("committed_seq"),
    _number("parked_count"),
    _number("live_boot"),
    _number("live_uptime_ms"),
    _number("live_at_ms"),
    _text("firmware_version", null=True),
    _number("protocol_version", null=True),
    _number("reset_cause", null=True),
    _number("desired_version"),
    _text("desired_configuration", null=True),
    _number("reported_version"),
    _text("configuration_detail", null=True),
    _text("health", null=True),
    _number("health_at_ms"),
    _number("created_ms"),
    _text("sticker", null=True),
    Index("device_organisation", "organisation_id"),
    Index("device_sticker", "sticker", unique=True),
    long_rows=True,
)

DEVICE_KEY = _table(
    "device_key",
    _text("device_id"),
    _number("version"),
    Column("sealed_key", LargeBinary, nullable=False),
    _number("created_ms"),
    _number("retired_ms", null=True),
    keyed=("device_id", "version"),
)

BROKER_CREDENTIAL = _table(
    "broker_credential",
    _text("device_id"),
    _text("password_hash"),
    _number("created_ms"),
    keyed=("device_id",),
)

SLOT = _table(
    "slot",
    _text("device_id"),
    _number("slot"),
    _number("state"),
    _number("faults"),
    _text("bank", null=True),
    _number("charge_pct", null=True),
    _number("cycles", null=True),
    _number("updated_ms"),
    keyed=("device_id", "slot"),
)

# One row a bank: it is in one place. One bank a slot, one bank an order: the database itself refuses a second.
POWER_BANK = _table(
    "power_bank",
    _text("id"),
    _text("place"),
    _text("device_id", null=True),
    _number("slot", null=True),
    _text("order_id", null=True),
    _number("updated_ms"),
    CheckConstraint(
        "(place = 'slot' AND device_id IS NOT NULL AND slot IS NOT NULL AND order_id IS NULL)"
        " OR (place = 'order' AND device_id IS NULL AND slot IS NULL AND order_id IS NOT NULL)"
        " OR (place IN ('maintenance', 'lost') AND device_id IS NULL AND slot IS NULL AND order_id IS NULL)",
        name="power_bank_place",
    ),
)
_IN_SLOT, _IN_ORDER = text("place = 'slot'"), text("place = 'order'")
Index(
    "power_bank_slot",
    POWER_BANK.c.device_id,
    POWER_BANK.c.slot,
    unique=True,
    sqlite_where=_IN_SLOT,
    postgresql_where=_IN_SLOT,
)
Index("power_bank_order", POWER_BANK.c.order_id, unique=True, sqlite_where=_IN_ORDER, postgresql_where=_IN_ORDER)

ORDERS = _table(
    "orders",
    _text("id"),
    _text("kind"),
    _text("account_id"),
    _text("organisation_id"),
    _text("device_id"),
    _text("state"),
    _text("reason", null=True),
    _text("command_id", null=True),
    _text("bank", null=True),
    _number("slot", null=True),
    _number("window_until_ms"),
    _number("created_ms"),
    _number("lent_ms", null=True),
    _number("ended_ms", null=True),
    _text("return_device_id", null=True),
    _number("return_slot", null=True),
    _text("hold_transfer_id", null=True),
    _text("currency"),
    _number("hold_minor"),
    _number("fee_minor", null=True),
    _text("tariff_id", null=True),
    _number("unpaid_minor", null=True),
    _number("buy_out_ms", null=True),
    _text("lent_journal_id", null=True),
    _number("lent_seq", null=True),
    _text("return_journal_id", null=True),
    _number("return_seq", null=True),
    Index("orders_account", "account_id", "id"),
    long_rows=True,
)
_SOLD = text("state = 'sold'")
Index("orders_sold", ORDERS.c.bank, sqlite_where=_SOLD, postgresql_where=_SOLD)
_BOUGHT_SOME_DAY = text("state = 'active' AND buy_out_ms IS NOT NULL")
Index("orders_buy_out", ORDERS.c.buy_out_ms, sqlite_where=_BOUGHT_SOME_DAY, postgresql_where=_BOUGHT_SOME_DAY)

COMMAND = _table(
    "command",
    _text("id"),
    _text("device_id"),
    _text("order_id", null=True),
    _text("kind"),
    _text("state"),
    _number("boot"),
    _number("not_after_uptime_ms"),
    _text("body", null=True),
    _number("attempts"),
    _number("created_ms"),
    _number("sent_ms", null=True),
    _number("due_ms"),
    _number("outcome", null=True),
    _number("reason", null=True),
    long_rows=True,
)
_OPEN_COMMANDS = text("state IN ('queued', 'sent')")
Index("command_open", COMMAND.c.device_id, sqlite_where=_OPEN_COMMANDS, postgresql_where=_OPEN_COMMANDS)

INBOX = _table(
    "inbox",
    _text("device_id"),
    _text("journal_id"),
    _number("seq"),
    _number("type"),
    _text("topic"),
    Column("envelope", LargeBinary, nullable=False),
    _number("received_ms"),
    _text("state"),
    _text("detail", null=True),
    keyed=("device_id", "journal_id", "seq"),
    long_rows=True,
)

JOURNAL_GAP = _table(
    "journal_gap",
    _text("device_id"),
    _text("journal_id"),
    _number("first_seq"),
    _number("last_seq"),
    _number("noticed_ms"),
    keyed=("device_id", "journal_id", "first_seq"),
)

IDEMPOTENCY = _table(
    "idempotency",
    _text("account_id"),
    _text("route"),
    _text("key"),
    _text("request_hash"),
    _text("order_id"),
    _number("created_ms"),
    keyed=("account_id", "route", "key"),
)

LIVE_EVENT = _table(
    "live_event",
    _number("id"),
    _text("account_id"),
    _number("seq"),
    _text("name"),
    _text("body"),
    _number("created_ms"),
    UniqueConstraint("account_id", "seq", name="live_event_account"),
)

ALARM = _table(
    "alarm",
    _text("id"),
    _text("organisation_id"),
    _text("device_id", null=True),
    _text("order_id", null=True),
    _text("kind"),
    _text("detail"),
    _number("raised_ms"),
    Index("alarm_organisation", "organisation_id", "id"),
    long_rows=True,
)

AUDIT = _table(
    "audit",
    _text("id"),
    _text("organisation_id", null=True),
    _text("actor"),
    _text("action"),
    _text("subject"),
    _text("reason"),
    _number("at_ms"),
    Index("audit_organisation", "organisation_id", "id"),
    long_rows=True,
)

TARIFF = _table(
    "tariff",
    _text("id"),
    _text("organisation_id"),
    _text("name"),
    _text("currency"),
    _number("free_minutes"),
    _number("step_minutes"),
    _number("step_minor"),
    _number("daily_cap_minor"),
    _number("total_cap_minor"),
    _number("hold_minor"),
    _number("created_ms"),
)

# The database itself refuses a wallet below zero, whoever forgot to ask (INV-24).
LEDGER_ACCOUNT = _table(
    "ledger_account",
    _text("id"),
    _text("kind"),
    _text("currency"),
    _number("held_minor"),
    _number("debits_minor"),
    _number("credits_minor"),
    CheckConstraint(
        "held_minor >= 0 AND (kind <> 'wallet' OR credits_minor - debits_minor - held_minor >= 0) "
        "AND (kind <> 'unpaid' OR debits_minor - credits_minor >= 0)",
        name="ledger_account_limit",
    ),
)

TRANSFER = _table(
    "transfer",
    _text("id"),
    _text("phase"),
    _text("kind"),
    _text("debit_account"),
    _text("credit_account"),
    _number("amount_minor"),
    _text("currency"),
    _text("hold_id", null=True),
    _text("order_id", null=True),
    _text("account_id"),
    _number("at_ms"),
    CheckConstraint("amount_minor >= 0 AND debit_account <> credit_account", name="transfer_amount"),
    Index("transfer_account", "account_id", "at_ms"),
    long_rows=True,
)

PAYMENT = _table(
    "payment",
    _text("id"),
    _text("account_id"),
    _text("currency"),
    _number("amount_minor"),
    _text("state"),
    _text("detail", null=True),
    _number("created_ms"),
    _number("ended_ms", null=True),
)

CDR = _table(
    "cdr",
    _text("order_id"),
    _number("version"),
    _text("body"),
    _text("digest"),
    _number("created_ms"),
    keyed=("order_id", "version"),
    long_rows=True,
)

RECEIPT = _table(
    "receipt",
    _text("order_id"),
    _number("version"),
    _text("key_id"),
    Column("cose", LargeBinary, nullable=False),
    _number("created_ms"),
    keyed=("order_id", "version"),
    long_rows=True,
)

RECEIPT_KEY = _table(
    "receipt_key",
    _text("id"),
    Column("public_key", LargeBinary, nullable=False),
    Column("sealed_key", LargeBinary, nullable=False),
    _number("created_ms"),
    _number("retired_ms", null=True),
)

RECONCILIATION_CASE = _table(
    "reconciliation_case",
    _text("id"),
    _text("organisation_id"),
    _text("order_id", null=True),
    _text("device_id", null=True),
    _text("kind"),
    _text("evidence"),
    _number("opened_ms"),
    _number("closed_ms", null=True),
    _text("resolution", null=True),
    _text("actor", null=True),
    _text("note", null=True),
    Index("reconciliation_case_organisation", "organisation_id", "id"),
    long_rows=True,
)
_OPEN_OF_ORDER = text("order_id IS NOT NULL AND closed_ms IS NULL")
Index(
    "reconciliation_case_order",
    RECONCILIATION_CASE.c.order_id,
    unique=True,
    sqlite_where=_OPEN_OF_ORDER,
    postgresql_where=_OPEN_OF_ORDER,
)
