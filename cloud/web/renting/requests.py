"""Forms about rentals and cabinets."""

from typing import Annotated

from msgspec import Meta

from cloud.web.frame.form_fields import Form, Key, Reason

Bank = Annotated[str, Meta(max_length=12)]


class RentForm(Form, frozen=True):
    """Which cabinet is to lend; the key makes sending the form twice harmless."""

    cabinet_id: Annotated[str, Meta(min_length=1, max_length=64)]
    key: Key


class EjectForm(Form, frozen=True):
    """A slot to be opened; the key makes sending the form twice harmless."""

    reason: Reason
    key: Key
    bank: Bank = ""


class SlotForm(Form, frozen=True):
    """Whether a slot may lend and take banks."""

    enabled: bool
    reason: Reason = ""


class ReturnOnlyForm(Form, frozen=True):
    """Whether a cabinet takes returns only."""

    return_only: bool
    reason: Reason = ""
