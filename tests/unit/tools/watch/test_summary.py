"""Whatever comes from a broker is one harmless line."""

import cbor2
from hypothesis import given, settings
from hypothesis import strategies as st

from shared_protocol import cabinet as wire
from shared_protocol import fields, topics
from shared_protocol.host import example, whole_wire
from tests.unit.tools.decode.test_notation import ITEMS
from tools.colours import Palette
from tools.decode.report import examine, for_people, for_programs
from tools.decode.samples import Sample
from tools.watch.summary import line

PLAIN = Palette(is_on=False)
STATUS = topics.topic(example.DEVICE_ID, topics.STATUS)
TOPICS = st.sampled_from([topics.topic(example.DEVICE_ID, leaf) for leaf in topics.LEAVES]) | st.text(max_size=12)
BODIES = st.dictionaries(st.sampled_from(sorted(whole_wire.SPECS)) | st.integers(-3, 300), ITEMS, max_size=8)
RECORDS = st.lists(st.dictionaries(st.sampled_from([wire.SLOT, wire.SLOT_STATE, wire.FAULTS]), ITEMS), max_size=4)


def lines_of(body, topic):
    finding = examine(Sample(cbor2.dumps(dict(sorted(body.items()))), topic), None)
    assert for_people(finding, PLAIN)
    assert for_programs(finding)
    return line(finding, PLAIN)


@given(st.sampled_from(sorted(whole_wire.TABLE)) | st.integers(-1, 300), BODIES, TOPICS)
@settings(max_examples=120, deadline=None)
def test_any_message_on_any_topic_is_one_line_that_prints(kind, body, topic):
    shown = lines_of({**body, fields.TYPE: kind}, topic)
    assert shown.isprintable()


@given(RECORDS)
@settings(max_examples=100, deadline=None)
def test_any_page_of_slots_is_one_line(records):
    shown = lines_of({fields.TYPE: wire.STATUS, wire.SLOTS: records}, STATUS)
    assert shown.isprintable()
    assert "slots" in shown
