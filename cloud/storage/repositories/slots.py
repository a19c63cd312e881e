"""Slots as last reported, and where each bank is."""

from typing import Any

from sqlalchemy import and_, literal_column, or_, select, update
from sqlalchemy.sql.elements import ColumnElement

from cloud.services.fleet_records import PowerBank, Slot
from cloud.storage.connection import Connection
from cloud.storage.schema.fleet import POWER_BANK, SLOT
from cloud.storage.statement import Insert, Statement, number, plain, text_, word, words
from shared_protocol import cabinet as wire

_SLOT_COLUMNS = tuple(column.name for column in SLOT.columns)
_BANK_COLUMNS = tuple(column.name for column in POWER_BANK.columns)
_NULL: ColumnElement[Any] = literal_column("NULL")

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

_BANK = plain(select(POWER_BANK).where(POWER_BANK.c.id == text_("bank")), "bank")
_BANKS = plain(select(POWER_BANK).order_by(POWER_BANK.c.id))
_LOST = {"place": word("lost"), "device_id": _NULL, "slot": _NULL, "order_id": _NULL}
_DISPLACE = plain(
    update(POWER_BANK)
    .where(
        POWER_BANK.c.place == word("slot"),
        POWER_BANK.c.device_id == text_("device"),
        POWER_BANK.c.slot == number("at"),
        POWER_BANK.c.id != text_("bank"),
    )
    .values(**_LOST, updated_ms=number("now")),
    "now",
    "device",
    "at",
    "bank",
)


def _placed(insert: Insert, condition: Any = None) -> Any:
    row = insert(POWER_BANK)
    fresh = {name: row.excluded[name] for name in _BANK_COLUMNS[1:]}
    where = None if condition is None else condition(row.excluded)
    return row.on_conflict_do_update(index_elements=[POWER_BANK.c.id], set_=fresh, where=where)


_PLACE = Statement(_placed, *_BANK_COLUMNS)
_SEE = Statement(lambda insert: _placed(insert, lambda _: POWER_BANK.c.place != word("order")), *_BANK_COLUMNS)
# The device that it left stands in no column of the new row, so it is a parameter.
_TAKE = Statement(
    lambda insert: _placed(
        insert,
        lambda new: or_(
            POWER_BANK.c.place.in_(words(("lost", "maintenance"))),
            and_(
                POWER_BANK.c.place == word("slot"),
                or_(POWER_BANK.c.device_id == text_("left"), POWER_BANK.c.updated_ms < new.updated_ms),
            ),
        ),
    ),
    *_BANK_COLUMNS,
    "left",
)
_LOSE = Statement(
    lambda insert: _placed(
        insert,
        lambda _: and_(
            POWER_BANK.c.place == word("slot"),
            POWER_BANK.c.device_id == text_("left"),
            POWER_BANK.c.slot == number("was"),
        ),
    ),
    *_BANK_COLUMNS,
    "left",
    "was",
)


class SlotRows:
    """Keeps the newest word about each slot (services.fleet_repositories.Slots)."""

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


class BankRows:
    """Keeps where each bank is (services.fleet_repositories.Banks)."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def get(self, bank_id: str) -> PowerBank | None:
        row = self._connection.one(_BANK, (bank_id,))
        return None if row is None else PowerBank._make(row)

    def see(self, bank_id: str, device_id: str, slot: int, now_ms: int) -> None:
        held = self.get(bank_id)
        if held is not None and held.place == "order":
            return
        self._connection.run(_DISPLACE, (now_ms, device_id, slot, bank_id))
        self._connection.run(_SEE, PowerBank(bank_id, "slot", device_id, slot, None, now_ms))

    def put_into_slot(self, bank_id: str, device_id: str, slot: int, at_ms: int) -> None:
        self._connection.run(_DISPLACE, (at_ms, device_id, slot, bank_id))
        self._connection.run(_PLACE, PowerBank(bank_id, "slot", device_id, slot, None, at_ms))

    def take(self, bank_id: str, order_id: str, device_id: str, at_ms: int) -> bool:
        bank = PowerBank(bank_id, "order", None, None, order_id, at_ms)
        return self._connection.run(_TAKE, (*bank, device_id)) == 1

    def lose(self, bank_id: str, device_id: str, slot: int, at_ms: int) -> None:
        self._connection.run(_LOSE, (*PowerBank(bank_id, "lost", None, None, None, at_ms), device_id, slot))

    def put_away(self, bank_id: str, place: str, at_ms: int) -> None:
        self._connection.run(_PLACE, PowerBank(bank_id, place, None, None, None, at_ms))

    def all(self) -> list[PowerBank]:
        return [PowerBank._make(row) for row in self._connection.all(_BANKS)]
