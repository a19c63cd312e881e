"""Orders: the contract, whatever it is about."""

from operator import attrgetter

from sqlalchemy import bindparam, literal_column, select, update

from cloud.domain.delivery import command as commands
from cloud.domain.orders import order as states
from cloud.services.ports.rows.orders import FIXED, Order
from cloud.storage.engine.connection import Connection
from cloud.storage.engine.statement import NO_OFFSET, insert_row, number, plain, text_, word, words
from cloud.storage.schema.delivery import COMMAND
from cloud.storage.schema.orders import ORDERS

_ADD = insert_row(ORDERS)
_GET = plain(select(ORDERS).where(ORDERS.c.id == text_("order")), "order")
_CHANGING = tuple(name for name in Order._fields if name not in FIXED)
_changing_of = attrgetter(*_CHANGING)
_UPDATE = plain(
    update(ORDERS)
    .where(ORDERS.c.id == text_("order"), ORDERS.c.state == text_("before"))
    .values({name: bindparam(name, type_=ORDERS.c[name].type) for name in _CHANGING}),
    *_CHANGING,
    "order",
    "before",
)
_OF_ACCOUNT = plain(
    select(ORDERS)
    .where(ORDERS.c.account_id == text_("account"), ORDERS.c.id < text_("before"))
    .order_by(ORDERS.c.id.desc())
    .limit(number("at_most"))
    .offset(NO_OFFSET),
    "account",
    "before",
    "at_most",
)
# An authorised order has an open command, and there is an index of those alone.
_UNANSWERED = plain(
    select(ORDERS)
    .join(COMMAND, COMMAND.c.order_id == ORDERS.c.id)
    .where(
        COMMAND.c.state.in_(words(commands.OPEN)),
        ORDERS.c.state == word(states.AUTHORISED),
        ORDERS.c.window_until_ms <= number("before"),
    )
    .order_by(ORDERS.c.window_until_ms)
    .limit(number("at_most"))
    .offset(NO_OFFSET),
    "before",
    "at_most",
)
_UNPAID = plain(
    select(ORDERS)
    .where(ORDERS.c.account_id == text_("account"), ORDERS.c.unpaid_minor > literal_column("0"))
    .order_by(ORDERS.c.id),
    "account",
)
_PAY_OFF = plain(
    update(ORDERS).where(ORDERS.c.id == text_("order")).values(unpaid_minor=ORDERS.c.unpaid_minor - number("amount")),
    "amount",
    "order",
)
_PAGE = plain(
    select(ORDERS).where(ORDERS.c.id > text_("after")).order_by(ORDERS.c.id).limit(number("at_most")).offset(NO_OFFSET),
    "after",
    "at_most",
)
_RENTED_FROM = plain(
    select(ORDERS.c.id)
    .where(ORDERS.c.account_id == text_("account"), ORDERS.c.organisation_id == text_("organisation"))
    .limit(number("at_most"))
    .offset(NO_OFFSET),
    "account",
    "organisation",
    "at_most",
)
_AFTER_EVERY_ID = "g"  # ids are hex digits


class OrderRows:
    """Keeps orders (services.ports.repositories.Orders)."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, order: Order) -> None:
        self._connection.run(_ADD, order)

    def get(self, order_id: str) -> Order | None:
        row = self._connection.one(_GET, (order_id,))
        return None if row is None else Order._make(row)

    def update(self, order: Order, from_state: str) -> bool:
        return self._connection.run(_UPDATE, (*_changing_of(order), order.id, from_state)) == 1

    def of_account(self, account_id: str, limit: int, before_id: str | None) -> list[Order]:
        rows = self._connection.all(_OF_ACCOUNT, (account_id, before_id or _AFTER_EVERY_ID, limit))
        return [Order._make(row) for row in rows]

    def unanswered(self, window_before_ms: int, limit: int) -> list[Order]:
        return [Order._make(row) for row in self._connection.all(_UNANSWERED, (window_before_ms, limit))]

    def page(self, after_id: str, limit: int) -> list[Order]:
        return [Order._make(row) for row in self._connection.all(_PAGE, (after_id, limit))]

    def rented_from(self, account_id: str, organisation_id: str) -> bool:
        return self._connection.one(_RENTED_FROM, (account_id, organisation_id, 1)) is not None

    def unpaid(self, account_id: str) -> list[Order]:
        return [Order._make(row) for row in self._connection.all(_UNPAID, (account_id,))]

    def pay_off(self, order_id: str, amount_minor: int) -> None:
        self._connection.run(_PAY_OFF, (amount_minor, order_id))
