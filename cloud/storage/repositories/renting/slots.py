"""Slots as last reported, and where each bank is."""

from typing import Any

from sqlalchemy import literal_column, select, update

from cloud.services.ports.rows.renting import Slot
from cloud.storage.engine.connection import Connection
from cloud.storage.engine.statement import Insert, Statement, number, plain, text_
from cloud.storage.repositories.renting.banks import _NULL
from cloud.storage.schema.renting import SLOT
from shared_protocol import cabinet as wire

_SLOT_COLUMNS = tuple(column.name for column in SLOT.columns)

_OF_DEVICE = plain(select(SLOT).where(SLOT.c.device_id == text_("device")).order_by(SLOT.c.slot), "device")


def _replace_slot(insert: Insert) -> Any:
    row = insert(SLOT)
    fresh = {name: row.excluded[name] for name in _SLOT_COLUMNS[2:]}
    return row.on_conflict_do_update(index_elements=[SLOT.c.device_id, SLOT.c.slot], set_=fresh)


_PUT = Statement(_replace_slot, *_SLOT_COLUMNS)
_CLEAR = plain(
    update(SLOT)
    .where(SLOT.c.device_id == text_("device"), SLOT.c.slot == number("at"))
    .values(
        state=literal_column(str(wire.SLOT_EMPTY)),
        bank=_NULL,
        charge_pct=_NULL,
        cycles=_NULL,
        updated_ms=number("now"),
    ),
    "now",
    "device",
    "at",
)
_SET_FAULTS = plain(
    update(SLOT)
    .where(SLOT.c.device_id == text_("device"), SLOT.c.slot == number("at"))
    .values(faults=number("bits"), updated_ms=number("now")),
    "bits",
    "now",
    "device",
    "at",
)


class SlotRows:
    """Keeps the newest word about each slot (services.ports.repositories.Slots)."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def of_device(self, device_id: str) -> list[Slot]:
        return [Slot._make(row) for row in self._connection.all(_OF_DEVICE, (device_id,))]

    def put(self, slot: Slot) -> None:
        self._connection.run(_PUT, slot)

    def clear(self, device_id: str, slot: int, now_ms: int) -> None:
        self._connection.run(_CLEAR, (now_ms, device_id, slot))

    def set_faults(self, device_id: str, slot: int, faults: int, now_ms: int) -> None:
        self._connection.run(_SET_FAULTS, (faults, now_ms, device_id, slot))
