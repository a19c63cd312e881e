"""Tables of renting: slots, banks."""

from sqlalchemy import CheckConstraint

from cloud.storage.schema.declaration import make_table, number_column, text_column

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
