"""Bodies of requests as structures: unknown fields, wrong types and values out of bounds are refused while decoding."""

from typing import Annotated

import msgspec
from msgspec import Meta

from shared_protocol.cabinet_limits import MAX_RULE_CRITERIA, MAX_SLOTS

# argon2 reads all of it, so it is bounded; 8 characters are the least that NIST SP 800-63B allows.
Password = Annotated[str, Meta(min_length=8, max_length=200)]
Email = Annotated[str, Meta(min_length=3, max_length=254)]
Name = Annotated[str, Meta(min_length=1, max_length=100)]
Id = Annotated[str, Meta(min_length=1, max_length=64)]
SlotNumber = Annotated[int, Meta(ge=1, le=MAX_SLOTS)]


class Body(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    """A request's body."""


class NewUser(Body, frozen=True):
    """Somebody who wants an account."""

    email: Email
    password: Password
    name: Name


class NewSession(Body, frozen=True):
    """Somebody who signs in."""

    email: Email
    password: Annotated[str, Meta(max_length=200)]


class NewRental(Body, frozen=True):
    """Which cabinet is to lend. It chooses slot and bank itself."""

    cabinet_id: Id


class NewTopUp(Body, frozen=True):
    """How much to pay into the wallet, in minor units; the currency is the platform's unless said otherwise."""

    amount: Annotated[int, Meta(ge=1, le=10**9)]
    currency: Annotated[str, Meta(min_length=3, max_length=3)] | None = None


class NewDevice(Body, frozen=True):
    """A cabinet to be provisioned; `board` names the pin table that its firmware uses."""

    organisation_id: Id
    slot_count: SlotNumber
    board: Name
    station_id: Id | None = None


class NewConfiguration(Body, frozen=True):
    """A whole configuration for a cabinet; temperature in tenths of a degree Celsius."""

    lend_rule: Annotated[
        list[Annotated[str, Meta(min_length=1, max_length=32)]], Meta(min_length=1, max_length=MAX_RULE_CRITERIA)
    ]
    minimum_charge_pct: Annotated[int, Meta(ge=0, le=100)]
    maximum_temperature_dc: Annotated[int, Meta(ge=0, le=850)]
    disabled_slots: Annotated[list[SlotNumber], Meta(max_length=MAX_SLOTS)] = []
    return_only: bool = False
    reason: Annotated[str, Meta(max_length=200)] = ""
