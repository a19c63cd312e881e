"""The terms of a tariff: its price components, declared once for database, API, pages and receipts.

Integer minor units, whole minutes and watt-hours; a component that is left out costs nothing and limits nothing. The price
itself is worked out in `pricing`.
"""

from itertools import pairwise
from typing import Annotated

import msgspec
from msgspec import Meta

MAX_MINUTES = 7 * 24 * 60
MAX_AMOUNT_MINOR = 10**9
MAX_WH = 10**9
MAX_TIERS = 8

Minutes = Annotated[int, Meta(ge=0, le=MAX_MINUTES)]
StepMinutes = Annotated[int, Meta(ge=1, le=MAX_MINUTES)]
Amount = Annotated[int, Meta(ge=0, le=MAX_AMOUNT_MINOR)]
WattHours = Annotated[int, Meta(ge=1, le=MAX_WH)]


class Tier(msgspec.Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True):
    """Energy up to `up_to_wh` in all (None: without end) costs `kwh_minor` for each 1,000 Wh."""

    kwh_minor: Amount
    up_to_wh: WattHours | None = None


class Parking(msgspec.Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True):
    """Staying after it has ended: free for the grace, then every started step costs its price."""

    step_minutes: StepMinutes
    step_minor: Amount
    grace_minutes: Minutes = 0


class Terms(msgspec.Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True):
    """The price components of a tariff; 0 and none are left out. A rental has time, caps and a hold, and no energy."""

    free_minutes: Minutes = 0
    """Time at the start in which nothing is charged."""
    flat_minor: Amount = 0
    """Once, as soon as anything is charged."""
    step_minutes: StepMinutes = 1
    step_minor: Amount = 0
    """Every started step of time."""
    energy: Annotated[tuple[Tier, ...], Meta(max_length=MAX_TIERS)] = ()
    """Tiers, lowest first; the last may have no end."""
    parking: Parking | None = None
    minimum_minor: Amount = 0
    """The least that is charged, if anything is."""
    daily_cap_minor: Amount = 0
    """The most for the time of 24 hours from the start."""
    total_cap_minor: Amount = 0
    """The most in all; where something can be bought, it is bought then."""
    hold_minor: Amount = 0
    """What is held of the wallet meanwhile."""


class BadTerms(ValueError):
    """Terms that cannot be; the message names the component and what is allowed."""


def check(terms: Terms) -> None:
    """Raise BadTerms unless every number is in its bounds and the components fit each other."""
    try:
        msgspec.convert(msgspec.to_builtins(terms), Terms, strict=True)
    except msgspec.ValidationError as error:
        raise BadTerms(str(error)) from error
    for name in ("daily_cap_minor", "total_cap_minor"):
        if 0 < getattr(terms, name) < terms.step_minor:
            raise BadTerms(f"{name} is 0 (none) or at least step_minor")
    if 0 < terms.total_cap_minor < max(terms.minimum_minor, terms.flat_minor):
        raise BadTerms("total_cap_minor is 0 (none) or at least minimum_minor and flat_minor")
    ends = [tier.up_to_wh for tier in terms.energy]
    if None in ends[:-1] or any(later <= earlier for earlier, later in pairwise(ends) if later and earlier):
        raise BadTerms("energy has tiers of rising up_to_wh, and only the last may be without end")


_JSON = msgspec.json.Encoder(order="deterministic")
_parse = msgspec.json.Decoder(Terms).decode


def to_text(terms: Terms) -> str:
    """Return the canonical JSON of `terms`: what is stored, sealed and signed."""
    return _JSON.encode(terms).decode()


def from_text(text: str) -> Terms:
    """Return the terms that `to_text` wrote; raises BadTerms for anything else."""
    try:
        return _parse(text)
    except (msgspec.DecodeError, msgspec.ValidationError) as error:
        raise BadTerms(str(error)) from error
