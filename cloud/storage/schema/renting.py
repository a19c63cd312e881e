"""Tables of renting: slots, banks, what only rentals have beside their orders."""

from sqlalchemy import CheckConstraint, Index, text

from cloud.services.ports.rows.renting import Rental
from cloud.storage.schema.declaration import columns_of, make_table, number_column, text_column

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

RENTAL = make_table("rental", *columns_of(Rental), keyed=("order_id",), long_rows=True)
_IS_SOLD = text("is_sold = 1")
Index("rental_sold", RENTAL.c.bank, sqlite_where=_IS_SOLD, postgresql_where=_IS_SOLD)
_SOLD_SOME_DAY = text("buy_out_ms IS NOT NULL")
Index("rental_buy_out", RENTAL.c.buy_out_ms, sqlite_where=_SOLD_SOME_DAY, postgresql_where=_SOLD_SOME_DAY)
