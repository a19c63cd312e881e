"""host.docs: docs/PROTOCOL.md says what the code does."""

import re

from shared_protocol import cabinet as wire
from shared_protocol import fields
from shared_protocol.channel import DeviceChannel
from shared_protocol.host import docs, example, whole_wire
from shared_protocol.host.names import CODES, FIELDS, MESSAGES
from shared_protocol.topics import COMMAND

PAGE = docs.TARGET.read_text(encoding="utf-8")


def test_the_page_is_what_the_code_says():
    assert docs.generate(PAGE) == PAGE, "stale: python -m shared_protocol.host.docs"


def test_every_block_stands_on_the_page():
    assert re.findall(r"<!-- generated: (\w+) -->", PAGE) == list(docs.BLOCKS)


def test_every_name_stands_on_the_page():
    named = [*FIELDS.values(), *MESSAGES.values(), *(code for values in CODES.values() for code in values.values())]
    assert [item.name for item in named if f"`{item.name}`" not in PAGE] == []


def test_the_bytes_of_the_example_are_a_message_that_a_device_opens():
    block = docs.BLOCKS["example"]().split("\n\n")[1]
    data = bytes.fromhex("".join(line.split()[0] for line in block.splitlines() if line != "```"))
    device = DeviceChannel(example.DEVICE_ID, example.KEY_VERSION, example.ROOT, wire.ROWS)
    assert data == example.sealed()
    assert device.open(COMMAND, data) == example.BODY


def test_a_change_of_the_code_makes_the_page_stale(monkeypatch):
    monkeypatch.setitem(whole_wire.SPECS, wire.CHARGE_PCT, (fields.INT, 0, 101))
    assert docs.generate(PAGE) != PAGE
