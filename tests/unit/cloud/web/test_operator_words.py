import re
from pathlib import Path

import pytest

from cloud.domain import command, reconciliation
from cloud.domain.problems import InvalidRequest
from cloud.services.bank_events import UNKNOWN_BANK
from cloud.services.eject import EJECT_NOT_OURS, EJECT_UNKNOWN
from cloud.services.fleet_views import DeviceEvent
from cloud.web.operator_forms import moment_ms
from cloud.web.operator_words import (
    COMMAND_STATES,
    FAULTS,
    KINDS,
    RESOLUTIONS,
    SLOT_STATES,
    alarm_name,
    event_line,
)
from shared_protocol import cabinet as wire
from shared_protocol.host import names


def test_everything_that_can_be_shown_has_its_words() -> None:
    assert set(KINDS) == set(reconciliation.RESOLUTIONS)
    decided = {each for allowed in reconciliation.RESOLUTIONS.values() for each in allowed}
    assert set(RESOLUTIONS) == decided | {reconciliation.BY_EVENT}
    assert set(COMMAND_STATES) == set(command.STATES)
    assert set(FAULTS) == {known.name for known in names.CODES[wire.FAULTS].values()}
    states = {known.name.removeprefix("slot_") for known in names.CODES[wire.SLOT_STATE].values()}
    assert set(SLOT_STATES) == states


def test_an_event_is_told_in_names_and_not_in_numbers() -> None:
    said = {"type": 39, "seq": 3, "boot": 1, "slot": 2, "outcome": 1, "reason": 2, "faults": 5, "later": 9}
    event = DeviceEvent("j", 3, "eject_result", 0, "applied", None, b"", said)
    assert event_line(event) == "slot 2, outcome done, reason locks_jammed, faults lock_jammed bank_unreadable, later 9"


def test_a_moment_is_read_in_the_zone_that_the_form_named() -> None:
    assert moment_ms("", "UTC") is None
    assert moment_ms("2027-01-15T08:00", "UTC") == 1_800_000_000_000
    assert moment_ms("2027-01-15T08:00:01", "UTC") == 1_800_000_001_000
    assert moment_ms("2027-01-15T16:00", "Asia/Shanghai") == 1_800_000_000_000
    assert moment_ms("2027-01-15T03:00", "America/New_York") == 1_800_000_000_000


def test_an_hour_that_comes_twice_is_the_first() -> None:
    assert moment_ms("2026-10-25T02:30", "Europe/Berlin") == moment_ms("2026-10-25T00:30", "UTC")


@pytest.mark.parametrize("zone", ["", "Mars/Phobos", "../../etc/passwd", "Europe", "x" * 65])
def test_a_zone_that_is_none_is_refused(zone: str) -> None:
    with pytest.raises(InvalidRequest, match="zone is a time zone"):
        moment_ms("2027-01-15T08:00", zone)


@pytest.mark.parametrize(
    "text", ["yesterday", "2027-13-01T00:00", "2027-01-15T08:00+02:00", "0001-01-01T00:00", "1970-01-01T00:00"]
)
def test_what_is_no_moment_is_refused(text: str) -> None:
    with pytest.raises(InvalidRequest, match="at is a moment"):
        moment_ms(text, "UTC")


def test_every_alarm_that_services_raise_has_a_name() -> None:
    raised = set()
    for path in Path("cloud/services").glob("*.py"):
        raised |= set(re.findall(r'raise_alarm\([^)]*?"([a-z]+(?:-[a-z]+)+)"', path.read_text(), re.DOTALL))
    raised |= {UNKNOWN_BANK, EJECT_UNKNOWN, EJECT_NOT_OURS, *KINDS}
    assert len(raised) > len(KINDS) + 3
    assert [kind for kind in raised if alarm_name(kind) == kind] == []
