"""Routes of receipts and their keys."""

from collections.abc import Sequence
from http import HTTPStatus

from cloud.api.handlers import receipts
from cloud.domain import problems
from cloud.domain.money.refusals import NoReceipt
from cloud.http import problems as http
from cloud.http.routes import PREFIX, Access, Owner, Parameter, Route
from cloud.services.orders.receipt_views import ReceiptKeyView, ReceiptView

_FORMAT = Parameter(
    "format", "query", "`cose` for the signed bytes, as `Accept: application/cose` does.",
    {"type": "string", "enum": [receipts.JSON, receipts.COSE]},
)  # fmt: skip
_VERSION = Parameter(
    "version", "query", "An earlier version; without it the newest.", {"type": "integer", "minimum": 1}
)

RECEIPT_ROUTES: Sequence[Route] = (
    Route("GET", f"{PREFIX}/orders/{{order_id}}/receipt", Access.MEMBER, receipts.show_receipt,
          "The signed receipt of an order that has ended", {HTTPStatus.OK: ReceiptView}, None, (_FORMAT, _VERSION),
          (problems.NotFound, NoReceipt, http.InvalidParameter), Owner.ACCOUNT),
    Route("GET", f"{PREFIX}/receipt-keys", Access.ANYONE, receipts.show_receipt_keys,
          "The keys that sign or signed receipts", {HTTPStatus.OK: list[ReceiptKeyView]}),
)  # fmt: skip
