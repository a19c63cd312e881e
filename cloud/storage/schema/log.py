"""Tables of what is told: live events and the counter of their ids, alarms, the audit log."""

from sqlalchemy import Index, UniqueConstraint

from cloud.storage.schema.declaration import make_table, number_column, text_column

COUNTER = make_table("counter", text_column("name"), number_column("value"), keyed=("name",))

LIVE_EVENT = make_table(
    "live_event",
    number_column("id"),
    text_column("account_id"),
    number_column("seq"),
    text_column("name"),
    text_column("body"),
    number_column("created_ms"),
    UniqueConstraint("account_id", "seq", name="live_event_account"),
)

ALARM = make_table(
    "alarm",
    text_column("id"),
    text_column("organisation_id"),
    text_column("device_id", null=True),
    text_column("order_id", null=True),
    text_column("kind"),
    text_column("detail"),
    number_column("raised_ms"),
    Index("alarm_organisation", "organisation_id", "id"),
    long_rows=True,
)

AUDIT = make_table(
    "audit",
    text_column("id"),
    text_column("organisation_id", null=True),
    text_column("actor"),
    text_column("action"),
    text_column("subject"),
    text_column("reason"),
    number_column("at_ms"),
    Index("audit_organisation", "organisation_id", "id"),
    long_rows=True,
)
