"""Bodies of what operators ask for."""

from typing import Annotated, Literal

from msgspec import Meta

from cloud.api.requests import Body, Id, Name, SlotNumber

Note = Annotated[str, Meta(min_length=1, max_length=500)]
Reason = Annotated[str, Meta(min_length=1, max_length=200)]
OptionalReason = Annotated[str, Meta(max_length=200)]
Bank = Annotated[str, Meta(pattern="^[0-9a-f]{12}$")]
Moment = Annotated[int, Meta(ge=0, le=2**53)]
Amount = Annotated[int, Meta(ge=0, le=10**9)]
Minutes = Annotated[int, Meta(ge=0, le=7 * 24 * 60)]
MicroDegrees = Annotated[int, Meta(ge=-180_000_000, le=180_000_000)]


class NewResolution(Body, frozen=True):
    """What was decided about a case, and why; `at_ms` when the bank was lent, returned or sold, `bank` which one was lent."""

    resolution: Annotated[str, Meta(min_length=1, max_length=32)]
    note: Note
    at_ms: Moment | None = None
    bank: Bank | None = None


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


class NewAccountState(Body, frozen=True):
    """Whether an account may rent, and why."""

    state: Literal["active", "suspended"]
    reason: Reason


class NewTariff(Body, frozen=True):
    """Terms of new orders: minutes, and minor units of `currency` (the platform's unless said otherwise); a cap of 0 is none."""

    name: Name
    free_minutes: Minutes
    step_minutes: Minutes
    step_minor: Amount
    daily_cap_minor: Amount
    total_cap_minor: Amount
    hold_minor: Amount
    currency: Annotated[str, Meta(min_length=3, max_length=3)] | None = None
    station_id: Id | None = None


class NewStation(Body, frozen=True):
    """A place for cabinets, in micro-degrees."""

    organisation_id: Id
    name: Name
    latitude_udeg: MicroDegrees
    longitude_udeg: MicroDegrees
