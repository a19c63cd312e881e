"""Every page as a row: its address, who may call it, whose object its path names, what its form holds."""

from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Any

from cloud.http.routes import Access, Owner, Route
from cloud.web.handlers import cabinets, rentals, service, signing, stations, wallet
from cloud.web.operator_table import OPERATOR_PAGES
from cloud.web.requests import EmptyForm, RentForm, SignInForm, SignUpForm, TopUpForm

ANYONE, MEMBER = Access.ANYONE, Access.MEMBER
SHOWN: Mapping[int, Any] = {HTTPStatus.OK: str}
TAKEN: Mapping[int, Any] = {HTTPStatus.SEE_OTHER: None}
LEADS_ON: Mapping[int, Any] = {HTTPStatus.OK: str, HTTPStatus.SEE_OTHER: None}

PAGES: Sequence[Route] = (
    Route("GET", "/", ANYONE, stations.show_nearby, "Stations near me", SHOWN),
    Route("GET", "/stations/{station_id}", ANYONE, stations.show_station, "One station", SHOWN, owner=Owner.PUBLIC),
    Route("GET", "/c/{cabinet_id}", ANYONE, cabinets.show_cabinet, "One cabinet, to rent from", SHOWN, owner=Owner.PUBLIC),
    Route("GET", "/c/{cabinet_id}/sticker.svg", ANYONE, cabinets.show_sticker_svg, "Its sticker", SHOWN, owner=Owner.PUBLIC),
    Route("GET", "/c/{cabinet_id}/sticker.png", ANYONE, cabinets.show_sticker_png, "Its sticker", SHOWN, owner=Owner.PUBLIC),
    Route("GET", "/s/{sticker}", ANYONE, cabinets.open_sticker, "From a sticker to its cabinet", TAKEN, owner=Owner.PUBLIC),
    Route("GET", "/number", ANYONE, cabinets.find_number, "From a typed number to its cabinet", LEADS_ON),
    Route("GET", "/problems/{slug}", ANYONE, service.show_problem_types, "What problem types mean", SHOWN, owner=Owner.PUBLIC),
    Route("GET", "/sign-in", ANYONE, signing.show_sign_in, "Sign in", LEADS_ON),
    Route("POST", "/sign-in", ANYONE, signing.sign_in, "Sign in", LEADS_ON, SignInForm),
    Route("GET", "/sign-up", ANYONE, signing.show_sign_up, "Create an account", SHOWN),
    Route("POST", "/sign-up", ANYONE, signing.sign_up, "Create an account", LEADS_ON, SignUpForm),
    Route("POST", "/sign-out", MEMBER, signing.sign_out, "Sign out", TAKEN, EmptyForm),
    Route("GET", "/me", MEMBER, signing.show_me, "One's account", SHOWN),
    Route("GET", "/rentals", MEMBER, rentals.show_rentals, "One's rentals", SHOWN),
    Route("POST", "/rentals", MEMBER, rentals.rent_bank, "Rent", TAKEN, RentForm),
    Route("GET", "/rentals/{order_id}", MEMBER, rentals.show_rental, "One rental", SHOWN, owner=Owner.ACCOUNT),
    Route("GET", "/rentals/{order_id}/state", MEMBER, rentals.show_rental_state, "Its state alone", SHOWN, owner=Owner.ACCOUNT),
    Route("GET", "/rentals/{order_id}/receipt", MEMBER, rentals.show_receipt, "Its receipt", SHOWN, owner=Owner.ACCOUNT),
    Route("GET", "/rentals/{order_id}/receipt.cose", MEMBER, rentals.download_receipt, "As it was signed", SHOWN,
          owner=Owner.ACCOUNT),
    Route("GET", "/rentals/{order_id}/lost", MEMBER, rentals.show_lost, "What a lost bank costs", SHOWN, owner=Owner.ACCOUNT),
    Route("POST", "/rentals/{order_id}/lost", MEMBER, rentals.lose_bank, "Report as lost", TAKEN, EmptyForm, owner=Owner.ACCOUNT),
    Route("GET", "/wallet", MEMBER, wallet.show_wallet, "One's wallet", SHOWN),
    Route("POST", "/wallet/top-ups", MEMBER, wallet.top_up, "Pay in", TAKEN, TopUpForm),
    *OPERATOR_PAGES,
)  # fmt: skip
