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
