"""Rows of the table of pages about renting."""

from collections.abc import Sequence

from cloud.http.routes import Owner, Route
from cloud.web.frame.form_fields import EmptyForm
from cloud.web.frame.row_parts import ANYONE, LEADS_ON, MEMBER, OPERATOR, SHOWN, TAKEN, THEIRS
from cloud.web.renting import cabinets, rentals
from cloud.web.renting.receipts import download_receipt, show_receipt
from cloud.web.renting.requests import EjectForm, RentForm, ReturnOnlyForm, SlotForm
from cloud.web.renting.slots import eject_slot, show_slot, switch_return_only_page, switch_slot_page

_DEVICE = "/operate/devices/{device_id}"
_SLOT = _DEVICE + "/slots/{slot}"

PAGES: Sequence[Route] = (
    Route("GET", "/c/{cabinet_id}", ANYONE, cabinets.show_cabinet, "One cabinet, to rent from", SHOWN, owner=Owner.PUBLIC),
    Route("GET", "/c/{cabinet_id}/sticker.svg", ANYONE, cabinets.show_sticker_svg, "Its sticker", SHOWN, owner=Owner.PUBLIC),
    Route("GET", "/c/{cabinet_id}/sticker.png", ANYONE, cabinets.show_sticker_png, "Its sticker", SHOWN, owner=Owner.PUBLIC),
    Route("GET", "/s/{sticker}", ANYONE, cabinets.open_sticker, "From a sticker to its cabinet", TAKEN, owner=Owner.PUBLIC),
    Route("GET", "/number", ANYONE, cabinets.find_number, "From a typed number to its cabinet", LEADS_ON),
    Route("GET", "/rentals", MEMBER, rentals.show_rentals, "One's rentals", SHOWN),
    Route("POST", "/rentals", MEMBER, rentals.rent_bank, "Rent", TAKEN, RentForm),
    Route("GET", "/rentals/{order_id}", MEMBER, rentals.show_rental, "One rental", SHOWN, owner=Owner.ACCOUNT),
    Route("GET", "/rentals/{order_id}/state", MEMBER, rentals.show_rental_state, "Its state alone", SHOWN, owner=Owner.ACCOUNT),
    Route("GET", "/rentals/{order_id}/lost", MEMBER, rentals.show_lost, "What a lost bank costs", SHOWN, owner=Owner.ACCOUNT),
    Route("POST", "/rentals/{order_id}/lost", MEMBER, rentals.lose_bank, "Report as lost", TAKEN, EmptyForm, owner=Owner.ACCOUNT),
    Route("POST", _DEVICE + "/return-only", OPERATOR, switch_return_only_page, "Take returns only, or lend again",
          TAKEN, ReturnOnlyForm, owner=THEIRS),
    Route("GET", _SLOT, OPERATOR, show_slot, "One slot", SHOWN, owner=THEIRS),
    Route("POST", _SLOT, OPERATOR, switch_slot_page, "Enable or disable it", TAKEN, SlotForm, owner=THEIRS),
    Route("POST", _SLOT + "/eject", OPERATOR, eject_slot, "Open it", LEADS_ON, EjectForm, owner=THEIRS),
    Route("GET", "/rentals/{order_id}/receipt", MEMBER, show_receipt, "Its receipt", SHOWN, owner=Owner.ACCOUNT),
    Route("GET", "/rentals/{order_id}/receipt.cose", MEMBER, download_receipt, "As it was signed", SHOWN,
          owner=Owner.ACCOUNT),
)  # fmt: skip
