"""Rows of the table of pages about orders."""

from collections.abc import Sequence

from cloud.http.routes import Owner, Route
from cloud.web.frame.row_parts import MEMBER, SHOWN
from cloud.web.orders.receipts import download_receipt, show_receipt

PAGES: Sequence[Route] = (
    Route("GET", "/rentals/{order_id}/receipt", MEMBER, show_receipt, "Its receipt", SHOWN, owner=Owner.ACCOUNT),
    Route("GET", "/rentals/{order_id}/receipt.cose", MEMBER, download_receipt, "As it was signed", SHOWN,
          owner=Owner.ACCOUNT),
)  # fmt: skip
