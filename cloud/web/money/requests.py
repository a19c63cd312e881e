"""Forms about money."""

from typing import Annotated

from msgspec import Meta

from cloud.domain.money.terms import Amount, Minutes, StepMinutes, Terms
from cloud.web.frame.form_fields import Form, Key


class TopUpForm(Form, frozen=True):
    """How much to pay in, in minor units; the key makes sending the form twice harmless."""

    amount: int
    key: Key
    next: str = "/wallet"


class TariffForm(Form, frozen=True):
    """The components of a rental's tariff, in minutes and minor units."""

    name: Annotated[str, Meta(max_length=100)]
    free_minutes: Minutes
    step_minutes: StepMinutes
    step_minor: Amount
    daily_cap_minor: Amount
    total_cap_minor: Amount
    hold_minor: Amount
    station_id: Annotated[str, Meta(max_length=64)] = ""

    def terms(self) -> Terms:
        """Return the terms that the form says."""
        return Terms(**{name: getattr(self, name) for name in Terms.__struct_fields__ if hasattr(self, name)})
