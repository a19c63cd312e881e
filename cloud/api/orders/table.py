"""Rows of the route table about orders."""

from collections.abc import Sequence
from http import HTTPStatus

from cloud.api.frame.row_parts import LIMIT, OK
from cloud.api.orders import orders, receipts
from cloud.api.orders.orders import show_price
from cloud.domain import problems
from cloud.domain.money.refusals import NoReceipt
from cloud.http import problems as http
from cloud.http.routes import PREFIX, Access, Owner, Parameter, Route
from cloud.services.money.views import PriceView, ReceiptKeyView
from cloud.services.order_views import AnyOrder
from cloud.services.orders.receipt_views import ReceiptView

_FORMAT = Parameter(
    "format",
    "query",
    "`cose` for the signed bytes, as `Accept: application/cose` does.",
    {"type": "string", "enum": [receipts.JSON, receipts.COSE]},
)
_VERSION = Parameter(
    "version", "query", "An earlier version; without it the newest.", {"type": "integer", "minimum": 1}
)
_BEFORE = Parameter("before", "query", "Continue after the order of this id.", {"type": "string"})

ROUTES: Sequence[Route] = (
    Route("GET", f"{PREFIX}/orders", Access.MEMBER, orders.show_orders, "One's orders, the newest first",
          {OK: list[AnyOrder]}, None, (LIMIT, _BEFORE), (http.InvalidParameter,)),
    Route("GET", f"{PREFIX}/orders/{{order_id}}", Access.MEMBER, orders.show_order, "One order",
          {OK: AnyOrder}, None, (), (problems.NotFound,), Owner.ACCOUNT),
    Route("GET", f"{PREFIX}/orders/{{order_id}}/price", Access.MEMBER, show_price,
          "What an order costs, by now or for good", {OK: PriceView}, None, (), (problems.NotFound,), Owner.ACCOUNT),
    Route("GET", f"{PREFIX}/orders/{{order_id}}/receipt", Access.MEMBER, receipts.show_receipt,
          "The signed receipt of an order that has ended", {HTTPStatus.OK: ReceiptView}, None, (_FORMAT, _VERSION),
          (problems.NotFound, NoReceipt, http.InvalidParameter), Owner.ACCOUNT),
    Route("GET", f"{PREFIX}/receipt-keys", Access.ANYONE, receipts.show_receipt_keys,
          "The keys that sign or signed receipts", {HTTPStatus.OK: list[ReceiptKeyView]}),
)  # fmt: skip
