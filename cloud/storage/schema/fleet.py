"""Tables of the field: stations, devices and their keys, slots, banks, and the events of devices as they came."""

from sqlalchemy import Index, text

from cloud.storage.schema.declaration import bytes_column, make_table, number_column, text_column

STATION = make_table(
    "station",
    text_column("id"),
    text_column("organisation_id"),
    text_column("name"),
    number_column("latitude_udeg"),
    number_column("longitude_udeg"),
    number_column("created_ms"),
    text_column("tariff_id", null=True),
)

DEVICE = make_table(
    "device",
    text_column("id"),
    text_column("organisation_id"),
    text_column("station_id", null=True),
    text_column("kind"),
    number_column("positions"),
    text_column("state"),
    number_column("boot"),
    number_column("connection"),
    number_column("online"),
    number_column("presence_at_ms"),
    text_column("journal_id", null=True),
    number_column("committed_seq"),
    number_column("parked_count"),
    number_column("live_boot"),
    number_column("live_uptime_ms"),
    number_column("live_at_ms"),
    text_column("firmware_version", null=True),
    number_column("protocol_version", null=True),
    number_column("reset_cause", null=True),
    number_column("desired_version"),
    text_column("desired_configuration", null=True),
    number_column("reported_version"),
    text_column("configuration_detail", null=True),
    text_column("health", null=True),
    number_column("health_at_ms"),
    number_column("created_ms"),
    text_column("sticker", null=True),
    Index("device_organisation", "organisation_id"),
    Index("device_sticker", "sticker", unique=True),
    long_rows=True,
)

DEVICE_KEY = make_table(
    "device_key",
    text_column("device_id"),
    number_column("version"),
    bytes_column("sealed_key"),
    number_column("created_ms"),
    number_column("retired_ms", null=True),
    keyed=("device_id", "version"),
)

BROKER_CREDENTIAL = make_table(
    "broker_credential",
    text_column("device_id"),
    text_column("password_hash"),
    number_column("created_ms"),
    keyed=("device_id",),
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


RECONCILIATION_CASE = make_table(
    "reconciliation_case",
    text_column("id"),
    text_column("organisation_id"),
    text_column("order_id", null=True),
    text_column("device_id", null=True),
    text_column("kind"),
    text_column("evidence"),
    number_column("opened_ms"),
    number_column("closed_ms", null=True),
    text_column("resolution", null=True),
    text_column("actor", null=True),
    text_column("note", null=True),
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
