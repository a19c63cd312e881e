"""Forms of the operator's pages. An empty field is one that was left out."""

from datetime import UTC, datetime
from typing import Annotated

from msgspec import Meta

from cloud.domain.problems import InvalidRequest
from cloud.web.requests import Form, Key
from cloud.web.zones import LONGEST_NAME, zone_named

Reason = Annotated[str, Meta(max_length=200)]
Bank = Annotated[str, Meta(max_length=12)]
Amount = Annotated[int, Meta(ge=0, le=10**9)]
Minutes = Annotated[int, Meta(ge=0, le=7 * 24 * 60)]


class ResolutionForm(Form, frozen=True):
    """What was decided about a case; `at` is a moment in `zone` as browsers write it."""

    resolution: Annotated[str, Meta(max_length=32)]
    note: Annotated[str, Meta(max_length=500)]
    at: Annotated[str, Meta(max_length=32)] = ""
    zone: Annotated[str, Meta(max_length=LONGEST_NAME)] = "UTC"
    bank: Bank = ""


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


class AccountStateForm(Form, frozen=True):
    """Whether somebody may rent."""

    state: Annotated[str, Meta(max_length=16)]
    reason: Reason


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


def moment_ms(text: str, zone_name: str) -> int | None:
    """Return the UTC milliseconds of `text` ("2026-03-01T12:30") in a zone, None if it is empty; raises InvalidRequest.

    Of an hour that a zone has twice, when summer ends, it is the first.
    """
    if not text:
        return None
    try:
        moment = datetime.fromisoformat(text)
    except ValueError as error:
        raise InvalidRequest(f"at is a moment such as 2026-03-01T12:30, not {text!r}") from error
    if moment.tzinfo is not None or moment.year <= 1970:
        raise InvalidRequest("at is a moment after 1970, without a time zone")
    zone = UTC if zone_name == "UTC" else zone_named(zone_name)
    if zone is None:
        raise InvalidRequest(f"zone is a time zone such as Europe/Berlin, not {zone_name!r}")
    return int(moment.replace(tzinfo=zone).timestamp()) * 1000
