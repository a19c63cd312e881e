"""Tables of who rents and who runs: organisations, accounts, persons, sessions, memberships."""

from sqlalchemy import Index, UniqueConstraint

from cloud.storage.schema.declaration import make_table, number_column, text_column

ORGANISATION = make_table(
    "organisation",
    text_column("id"),
    text_column("name"),
    number_column("created_ms"),
    text_column("tariff_id", null=True),
)

ACCOUNT = make_table(
    "account",
    text_column("id"),
    text_column("state"),
    number_column("live_seq"),
    number_column("open_orders"),
    number_column("created_ms"),
)

PERSON = make_table(
    "person",
    text_column("account_id"),
    text_column("email"),
    text_column("name"),
    text_column("password_hash"),
    UniqueConstraint("email", name="person_email"),
    keyed=("account_id",),
    long_rows=True,
)

SESSION = make_table(
    "session",
    text_column("token_hash"),
    text_column("account_id"),
    number_column("created_ms"),
    number_column("expires_ms"),
    number_column("revoked_ms", null=True),
    Index("session_account", "account_id"),
    keyed=("token_hash",),
)

MEMBERSHIP = make_table(
    "membership",
    text_column("account_id"),
    text_column("organisation_id"),
    text_column("role"),
    keyed=("account_id", "organisation_id"),
)


IDEMPOTENCY = make_table(
    "idempotency",
    text_column("account_id"),
    text_column("route"),
    text_column("key"),
    text_column("request_hash"),
    text_column("made_id"),
    number_column("created_ms"),
    keyed=("account_id", "route", "key"),
)


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
