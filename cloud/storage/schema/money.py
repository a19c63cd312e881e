"""Tables of money: tariffs, the ledger, top-ups, bills and receipts, cases that wait for a person."""

from sqlalchemy import CheckConstraint, Index

from cloud.services.ports.rows.money import TariffRow
from cloud.storage.schema.declaration import bytes_column, columns_of, make_table, number_column, text_column

TARIFF = make_table("tariff", *columns_of(TariffRow))

# The database itself refuses a wallet below zero, whoever forgot to ask (INV-24).
LEDGER_ACCOUNT = make_table(
    "ledger_account",
    text_column("id"),
    text_column("kind"),
    text_column("currency"),
    number_column("held_minor"),
    number_column("debits_minor"),
    number_column("credits_minor"),
    CheckConstraint(
        "held_minor >= 0 AND (kind <> 'wallet' OR credits_minor - debits_minor - held_minor >= 0) "
        "AND (kind <> 'unpaid' OR debits_minor - credits_minor >= 0)",
        name="ledger_account_limit",
    ),
)

TRANSFER = make_table(
    "transfer",
    text_column("id"),
    text_column("phase"),
    text_column("kind"),
    text_column("debit_account"),
    text_column("credit_account"),
    number_column("amount_minor"),
    text_column("currency"),
    text_column("hold_id", null=True),
    text_column("order_id", null=True),
    text_column("account_id"),
    number_column("at_ms"),
    CheckConstraint("amount_minor >= 0 AND debit_account <> credit_account", name="transfer_amount"),
    Index("transfer_account", "account_id", "at_ms"),
    long_rows=True,
)

PAYMENT = make_table(
    "payment",
    text_column("id"),
    text_column("account_id"),
    text_column("currency"),
    number_column("amount_minor"),
    text_column("state"),
    text_column("detail", null=True),
    number_column("created_ms"),
    number_column("ended_ms", null=True),
)

CDR = make_table(
    "cdr",
    text_column("order_id"),
    number_column("version"),
    text_column("body"),
    text_column("digest"),
    number_column("created_ms"),
    keyed=("order_id", "version"),
    long_rows=True,
)

RECEIPT = make_table(
    "receipt",
    text_column("order_id"),
    number_column("version"),
    text_column("key_id"),
    bytes_column("cose"),
    number_column("created_ms"),
    keyed=("order_id", "version"),
    long_rows=True,
)

RECEIPT_KEY = make_table(
    "receipt_key",
    text_column("id"),
    bytes_column("public_key"),
    bytes_column("sealed_key"),
    number_column("created_ms"),
    number_column("retired_ms", null=True),
)
