"""What is sent about money."""

from typing import Annotated

from msgspec import Meta

from cloud.api.frame.body import Body, Id, Name


class NewTopUp(Body, frozen=True):
    """How much to pay into the wallet, in minor units; the currency is the platform's unless said otherwise."""

    amount: Annotated[int, Meta(ge=1, le=10**9)]
    currency: Annotated[str, Meta(min_length=3, max_length=3)] | None = None


Amount = Annotated[int, Meta(ge=0, le=10**9)]

Minutes = Annotated[int, Meta(ge=0, le=7 * 24 * 60)]


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
