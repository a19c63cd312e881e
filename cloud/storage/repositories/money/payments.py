"""Top-ups at the payment gateway."""

from sqlalchemy import select, update

from cloud.services.ports.rows.money import Payment
from cloud.storage.engine.connection import Connection
from cloud.storage.engine.statement import NO_OFFSET, insert_row, number, plain, text_, word
from cloud.storage.schema.money import PAYMENT

_ADD_PAYMENT = insert_row(PAYMENT)

_PAYMENT = plain(select(PAYMENT).where(PAYMENT.c.id == text_("payment")), "payment")

_FINISH = plain(
    update(PAYMENT)
    .where(PAYMENT.c.id == text_("payment"), PAYMENT.c.state == word("pending"))
    .values(state=text_("state"), detail=text_("detail"), ended_ms=number("now")),
    "state",
    "detail",
    "now",
    "payment",
)

_PENDING = plain(
    select(PAYMENT)
    .where(PAYMENT.c.state == word("pending"), PAYMENT.c.created_ms <= number("before"))
    .order_by(PAYMENT.c.id)
    .limit(number("at_most"))
    .offset(NO_OFFSET),
    "before",
    "at_most",
)

_PAYMENT_PAGE = plain(
    select(PAYMENT)
    .where(PAYMENT.c.id > text_("after"))
    .order_by(PAYMENT.c.id)
    .limit(number("at_most"))
    .offset(NO_OFFSET),
    "after",
    "at_most",
)


class PaymentRows:
    """Keeps payments (services.ports.repositories.Payments)."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, payment: Payment) -> None:
        self._connection.run(_ADD_PAYMENT, payment)

    def get(self, payment_id: str) -> Payment | None:
        row = self._connection.one(_PAYMENT, (payment_id,))
        return None if row is None else Payment._make(row)

    def finish(self, payment_id: str, state: str, detail: str | None, now_ms: int) -> bool:
        return self._connection.run(_FINISH, (state, detail, now_ms, payment_id)) == 1

    def page(self, after_id: str, limit: int) -> list[Payment]:
        return [Payment._make(row) for row in self._connection.all(_PAYMENT_PAGE, (after_id, limit))]

    def pending(self, created_before_ms: int, limit: int) -> list[Payment]:
        return [Payment._make(row) for row in self._connection.all(_PENDING, (created_before_ms, limit))]
