"""Topics and key numbers are refused wherever they are spelt outside `shared_protocol`."""

import pytest

from tools.check.sources import parse
from tools.check.wire_literals import check

EVERYWHERE = ["firmware/core/common/delivery.py", "cloud/bridge/router.py", "tools/bench/load.py"]
TOPICS = [
    '"wl/1/cab/evt"',
    'f"wl/1/{device}/evt"',
    '"wli/1/" + account',
    'f"{prefix}/cmd"',
    '"+/+/sta"',
    'b"" if x else "wl/"',
]
KEYS = ["{0: 1, 5: None}", "body[12]", "self._message[1]", "lend_report.get(3)", "7 in payload"]


@pytest.mark.parametrize("path", EVERYWHERE)
@pytest.mark.parametrize("text", TOPICS)
def test_topic_is_refused(path, text):
    (finding,) = check(parse(path, f"x = {text}"))
    assert "spells a topic" in finding.cause
    assert "shared_protocol.topics" in finding.instead


@pytest.mark.parametrize("path", EVERYWHERE)
@pytest.mark.parametrize("text", KEYS)
def test_key_number_is_refused(path, text):
    (finding,) = check(parse(path, f"x = {text}"))
    assert "shared_protocol.fields" in finding.instead


@pytest.mark.parametrize("text", TOPICS + KEYS)
def test_shared_protocol_may_spell_the_wire(text):
    assert list(check(parse("shared_protocol/topics.py", f"x = {text}"))) == []


@pytest.mark.parametrize(
    "text",
    [
        '"""Publishes on wl/1/<device>/evt."""',
        'x = "owl/1"',
        "x = body[fields.SLOT]",
        "x = {fields.SLOT: 1}",
        "x = row[0]",
        'x = {"slot": 1}',
    ],
)
def test_what_is_no_wire_is_free(text):
    assert list(check(parse("cloud/api/rentals.py", text))) == []


def test_registers_of_chips_may_be_mapped_by_number():
    assert list(check(parse("firmware/drivers/mcp23017.py", "RESET = {0x00: 0xFF, 0x01: 0xFF}"))) == []


def test_inputs_of_the_core_are_tuples_and_may_be_indexed():
    assert list(check(parse("firmware/core/cabinet/device.py", "kind = event[0]"))) == []
    assert len(list(check(parse("cloud/services/events.py", "kind = event[0]")))) == 1
