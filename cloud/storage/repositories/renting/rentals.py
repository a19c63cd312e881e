"""What only rentals have beside their orders."""

from typing import Any

from sqlalchemy import literal_column, select

from cloud.domain.orders import order as states
from cloud.services.ports.rows.delivery import Command
from cloud.services.ports.rows.orders import Order
from cloud.services.ports.rows.renting import Rental
from cloud.storage.engine.connection import Connection
from cloud.storage.engine.statement import NO_OFFSET, Insert, Row, Statement, number, plain, text_, word
from cloud.storage.schema.delivery import COMMAND
from cloud.storage.schema.orders import ORDERS
from cloud.storage.schema.renting import RENTAL

_COMMAND_ENDS = len(COMMAND.columns)
_ORDER_ENDS = _COMMAND_ENDS + len(ORDERS.columns)


def _put(insert: Insert) -> Any:
    statement = insert(RENTAL)
    changing = {name: statement.excluded[name] for name in Rental._fields[1:]}
    return statement.on_conflict_do_update(index_elements=["order_id"], set_=changing)


_PUT = Statement(_put, *Rental._fields)
_GET = plain(select(RENTAL).where(RENTAL.c.order_id == text_("order")), "order")
_WITH_COMMAND = plain(
    select(COMMAND, ORDERS, RENTAL)
    .select_from(
        COMMAND.outerjoin(ORDERS, ORDERS.c.id == COMMAND.c.order_id).outerjoin(RENTAL, RENTAL.c.order_id == ORDERS.c.id)
    )
    .where(COMMAND.c.id == text_("command")),
    "command",
)
_DUE_FOR_SALE = plain(
    select(ORDERS, RENTAL)
    .join(RENTAL, RENTAL.c.order_id == ORDERS.c.id)
    .where(
        RENTAL.c.buy_out_ms.is_not(None), RENTAL.c.buy_out_ms <= number("now"), ORDERS.c.state == word(states.ACTIVE)
    )
    .order_by(RENTAL.c.buy_out_ms)
    .limit(number("at_most"))
    .offset(NO_OFFSET),
    "now",
    "at_most",
)
_SOLD_WITH = plain(
    select(ORDERS, RENTAL)
    .join(RENTAL, RENTAL.c.order_id == ORDERS.c.id)
    .where(
        RENTAL.c.is_sold == literal_column("1"), RENTAL.c.bank == text_("bank"), ORDERS.c.state == word(states.CLOSED)
    )
    .order_by(ORDERS.c.id.desc())
    .limit(number("at_most"))
    .offset(NO_OFFSET),
    "bank",
    "at_most",
)


class RentalRows:
    """Keeps the rentals' parts of orders (services.ports.repositories.renting.Rentals)."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def get(self, order_id: str) -> Rental | None:
        row = self._connection.one(_GET, (order_id,))
        return None if row is None else Rental._make(row)

    def put(self, rental: Rental) -> None:
        self._connection.run(_PUT, rental)

    def with_command(self, command_id: str) -> tuple[Command, Order | None, Rental | None] | None:
        row = self._connection.one(_WITH_COMMAND, (command_id,))
        if row is None:
            return None
        order, rental = row[_COMMAND_ENDS:_ORDER_ENDS], row[_ORDER_ENDS:]
        return (
            Command._make(row[:_COMMAND_ENDS]),
            None if order[0] is None else Order._make(order),
            None if rental[0] is None else Rental._make(rental),
        )

    def due_for_sale(self, now_ms: int, limit: int) -> list[tuple[Order, Rental]]:
        return [_both(row) for row in self._connection.all(_DUE_FOR_SALE, (now_ms, limit))]

    def sold_with(self, bank_id: str) -> tuple[Order, Rental] | None:
        row = self._connection.one(_SOLD_WITH, (bank_id, 1))
        return None if row is None else _both(row)


def _both(row: Row) -> tuple[Order, Rental]:
    width = len(ORDERS.columns)
    return Order._make(row[:width]), Rental._make(row[width:])
