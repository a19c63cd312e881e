"""What is sent about rentals and cabinets."""

from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from cloud.api.frame.body import Body, Id, OptionalReason, Reason
from shared_protocol.cabinet_limits import MAX_RULE_CRITERIA, MAX_SLOTS

Bank = Annotated[str, Meta(pattern="^[0-9a-f]{12}$")]
SlotNumber = Annotated[int, Meta(ge=1, le=MAX_SLOTS)]


class NewRental(Body, frozen=True):
    """Which cabinet is to lend. It chooses slot and bank itself."""

    cabinet_id: Id


class NewConfiguration(Body, frozen=True):
    """A whole configuration for a cabinet; temperature in tenths of a degree Celsius."""

    lend_rule: Annotated[
        list[Annotated[str, Meta(min_length=1, max_length=32)]], Meta(min_length=1, max_length=MAX_RULE_CRITERIA)
    ]
    minimum_charge_pct: Annotated[int, Meta(ge=0, le=100)]
    maximum_temperature_dc: Annotated[int, Meta(ge=0, le=850)]
    disabled_slots: Annotated[list[SlotNumber], Meta(max_length=MAX_SLOTS)] = msgspec.field(default_factory=list)
    return_only: bool = False
    reason: Annotated[str, Meta(max_length=200)] = ""


class NewCommand(Body, frozen=True):
    """A slot to be opened; with `bank` only if that one is in it."""

    kind: Literal["eject"]
    slot: SlotNumber
    reason: Reason
    bank: Bank | None = None


class SlotSwitch(Body, frozen=True):
    """Whether a slot may lend and take banks."""

    enabled: bool
    reason: OptionalReason = ""


class ReturnOnlySwitch(Body, frozen=True):
    """Whether a cabinet takes banks back and lends none."""

    return_only: bool
    reason: OptionalReason = ""
