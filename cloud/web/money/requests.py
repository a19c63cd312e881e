"""Forms about money."""

from typing import Annotated

from msgspec import Meta

from cloud.web.frame.form_fields import Form, Key


class TopUpForm(Form, frozen=True):
    """How much to pay in, in minor units; the key makes sending the form twice harmless."""

    amount: int
    key: Key
    next: str = "/wallet"


Amount = Annotated[int, Meta(ge=0, le=10**9)]

Minutes = Annotated[int, Meta(ge=0, le=7 * 24 * 60)]


class TariffForm(Form, frozen=True):
    """Terms of new orders, in minutes and minor units."""

    name: Annotated[str, Meta(max_length=100)]
    free_minutes: Minutes
    step_minutes: Minutes
    step_minor: Amount
    daily_cap_minor: Amount
    total_cap_minor: Amount
    hold_minor: Amount
    station_id: Annotated[str, Meta(max_length=64)] = ""
