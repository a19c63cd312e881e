"""Tables of messages to and from devices: commands, events as they came, gaps."""

from sqlalchemy import Index, text

from cloud.storage.schema.declaration import bytes_column, make_table, number_column, text_column

INBOX = make_table(
    "inbox",
    text_column("device_id"),
    text_column("journal_id"),
    number_column("seq"),
    number_column("type"),
    text_column("topic"),
    bytes_column("envelope"),
    number_column("received_ms"),
    text_column("state"),
    text_column("detail", null=True),
    keyed=("device_id", "journal_id", "seq"),
    long_rows=True,
)

JOURNAL_GAP = make_table(
    "journal_gap",
    text_column("device_id"),
    text_column("journal_id"),
    number_column("first_seq"),
    number_column("last_seq"),
    number_column("noticed_ms"),
    keyed=("device_id", "journal_id", "first_seq"),
)


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
