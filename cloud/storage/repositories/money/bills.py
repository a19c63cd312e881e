"""Tariffs, payments, charge detail records, receipts and their keys."""

from sqlalchemy import select, update

from cloud.services.ports.rows.money import ChargeDetailRecord, Receipt, ReceiptKey
from cloud.storage.engine.connection import Connection
from cloud.storage.engine.statement import insert_row, number, plain, text_
from cloud.storage.schema.money import CDR, RECEIPT, RECEIPT_KEY

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


class BillRows:
    """Keeps charge detail records and receipts (services.ports.repositories.Bills)."""

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
