"""Tariffs, payments, charge detail records, receipts and their keys."""

from sqlalchemy import select, update

from cloud.domain.money.tariff import Tariff
from cloud.services.ports.rows.money import ChargeDetailRecord, Payment, Receipt, ReceiptKey
from cloud.storage.connection import Connection
from cloud.storage.schema.money import CDR, PAYMENT, RECEIPT, RECEIPT_KEY, TARIFF
from cloud.storage.statement import NO_OFFSET, insert_row, number, plain, text_, word

_ADD_TARIFF = insert_row(TARIFF)
_TARIFF = plain(select(TARIFF).where(TARIFF.c.id == text_("tariff")), "tariff")
_TARIFFS = plain(
    select(TARIFF).where(TARIFF.c.organisation_id == text_("organisation")).order_by(TARIFF.c.id.desc()), "organisation"
)
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
_ADD_CDR = insert_row(CDR)
_CDRS = plain(select(CDR).where(CDR.c.order_id == text_("order")).order_by(CDR.c.version.desc()), "order")
_ADD_RECEIPT = insert_row(RECEIPT)
_RECEIPTS = plain(
    select(RECEIPT).where(RECEIPT.c.order_id == text_("order")).order_by(RECEIPT.c.version.desc()), "order"
)
_ADD_KEY = insert_row(RECEIPT_KEY)
_KEYS = plain(select(RECEIPT_KEY).order_by(RECEIPT_KEY.c.created_ms.desc(), RECEIPT_KEY.c.id.desc()))
_RETIRE_KEYS = plain(
    update(RECEIPT_KEY).where(RECEIPT_KEY.c.retired_ms.is_(None)).values(retired_ms=number("now")), "now"
)


class TariffRows:
    """Keeps tariffs (services.money_repositories.Tariffs), those that were read in memory too: they never change."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._known: dict[str, Tariff] = {}

    def add(self, tariff: Tariff) -> None:
        self._connection.run(_ADD_TARIFF, tariff)

    def get(self, tariff_id: str) -> Tariff | None:
        known = self._known.get(tariff_id)
        if known is None:
            row = self._connection.one(_TARIFF, (tariff_id,))
            if row is None:
                return None
            known = self._known[tariff_id] = Tariff._make(row)
        return known

    def of_organisation(self, organisation_id: str) -> list[Tariff]:
        return [Tariff._make(row) for row in self._connection.all(_TARIFFS, (organisation_id,))]


class PaymentRows:
    """Keeps payments (services.money_repositories.Payments)."""

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


class BillRows:
    """Keeps charge detail records and receipts (services.money_repositories.Bills)."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add_cdr(self, cdr: ChargeDetailRecord) -> None:
        self._connection.run(_ADD_CDR, cdr)

    def cdrs(self, order_id: str) -> list[ChargeDetailRecord]:
        return [ChargeDetailRecord._make(row) for row in self._connection.all(_CDRS, (order_id,))]

    def add_receipt(self, receipt: Receipt) -> None:
        self._connection.run(_ADD_RECEIPT, receipt)

    def receipts(self, order_id: str) -> list[Receipt]:
        return [Receipt._make(row) for row in self._connection.all(_RECEIPTS, (order_id,))]

    def add_key(self, key: ReceiptKey) -> None:
        self._connection.run(_ADD_KEY, key)

    def keys(self) -> list[ReceiptKey]:
        return [ReceiptKey._make(row) for row in self._connection.all(_KEYS)]

    def retire_keys(self, now_ms: int) -> None:
        self._connection.run(_RETIRE_KEYS, (now_ms,))
