"""Tables of the field: stations, devices and their keys, slots, banks, and the events of devices as they came."""

from sqlalchemy import CheckConstraint, Index, text

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
    number_column("slot_count"),
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

SLOT = make_table(
    "slot",
    text_column("device_id"),
    number_column("slot"),
    number_column("state"),
    number_column("faults"),
    text_column("bank", null=True),
    number_column("charge_pct", null=True),
    number_column("cycles", null=True),
    number_column("updated_ms"),
    keyed=("device_id", "slot"),
)

# One row a bank: it is in one place. One bank a slot, one bank an order: the database itself refuses a second.
POWER_BANK = make_table(
    "power_bank",
    text_column("id"),
    text_column("place"),
    text_column("device_id", null=True),
    number_column("slot", null=True),
    text_column("order_id", null=True),
    number_column("updated_ms"),
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
