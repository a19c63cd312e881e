"""What is sent about money."""

from typing import Annotated

from msgspec import Meta

from cloud.api.frame.body import Body, Id, Name
from cloud.domain.money.terms import Terms


class NewTopUp(Body, frozen=True):
    """How much to pay into the wallet, in minor units; the currency is the platform's unless said otherwise."""

    amount: Annotated[int, Meta(ge=1, le=10**9)]
    currency: Annotated[str, Meta(min_length=3, max_length=3)] | None = None


class NewTariff(Body, frozen=True):
    """What new orders cost: price components in minor units of `currency` (the platform's unless said otherwise)."""

    name: Name
    terms: Terms
    currency: Annotated[str, Meta(min_length=3, max_length=3)] | None = None
    station_id: Id | None = None
