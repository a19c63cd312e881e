"""Tables of orders, of the commands that carry them out, and of the keys under which they were asked for."""

from sqlalchemy import Index, text

from cloud.storage.schema.declaration import make_table, number_column, text_column

ORDERS = make_table(
    "orders",
    text_column("id"),
    text_column("kind"),
    text_column("account_id"),
    text_column("organisation_id"),
    text_column("device_id"),
    text_column("state"),
    text_column("reason", null=True),
    text_column("command_id", null=True),
    text_column("bank", null=True),
    number_column("slot", null=True),
    number_column("window_until_ms"),
    number_column("created_ms"),
    number_column("lent_ms", null=True),
    number_column("ended_ms", null=True),
    text_column("return_device_id", null=True),
    number_column("return_slot", null=True),
    text_column("hold_transfer_id", null=True),
    text_column("currency"),
    number_column("hold_minor"),
    number_column("fee_minor", null=True),
    text_column("tariff_id", null=True),
    number_column("unpaid_minor", null=True),
    number_column("buy_out_ms", null=True),
    text_column("lent_journal_id", null=True),
    number_column("lent_seq", null=True),
    text_column("return_journal_id", null=True),
    number_column("return_seq", null=True),
    Index("orders_account", "account_id", "id"),
    long_rows=True,
)
_SOLD = text("state = 'sold'")
Index("orders_sold", ORDERS.c.bank, sqlite_where=_SOLD, postgresql_where=_SOLD)
_BOUGHT_SOME_DAY = text("state = 'active' AND buy_out_ms IS NOT NULL")
Index("orders_buy_out", ORDERS.c.buy_out_ms, sqlite_where=_BOUGHT_SOME_DAY, postgresql_where=_BOUGHT_SOME_DAY)

COMMAND = make_table(
    "command",
    text_column("id"),
    text_column("device_id"),
    text_column("order_id", null=True),
    text_column("kind"),
    text_column("state"),
    number_column("boot"),
    number_column("not_after_uptime_ms"),
    text_column("body", null=True),
    number_column("attempts"),
    number_column("created_ms"),
    number_column("sent_ms", null=True),
    number_column("due_ms"),
    number_column("outcome", null=True),
    number_column("reason", null=True),
    long_rows=True,
)
_OPEN_COMMANDS = text("state IN ('queued', 'sent')")
Index("command_open", COMMAND.c.device_id, sqlite_where=_OPEN_COMMANDS, postgresql_where=_OPEN_COMMANDS)

IDEMPOTENCY = make_table(
    "idempotency",
    text_column("account_id"),
    text_column("route"),
    text_column("key"),
    text_column("request_hash"),
    text_column("order_id"),
    number_column("created_ms"),
    keyed=("account_id", "route", "key"),
)
