"""The form in which an operator decides."""

from datetime import UTC, datetime
from typing import Annotated

from msgspec import Meta

from cloud.domain.problems import InvalidRequest
from cloud.web.frame.form_fields import Form
from cloud.web.frame.zones import LONGEST_NAME, zone_named
from cloud.web.renting.requests import Bank


class ResolutionForm(Form, frozen=True):
    """What was decided about a case; `at` is a moment in `zone` as browsers write it."""

    resolution: Annotated[str, Meta(max_length=32)]
    note: Annotated[str, Meta(max_length=500)]
    at: Annotated[str, Meta(max_length=32)] = ""
    zone: Annotated[str, Meta(max_length=LONGEST_NAME)] = "UTC"
    bank: Bank = ""


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
