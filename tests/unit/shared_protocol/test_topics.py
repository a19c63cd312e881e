"""topics: built, parsed, and refused when they are anything else. More refusals stand in tests/vectors/topics.json."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared_protocol import topics
from shared_protocol.errors import RemoteError

DEVICE_IDS = st.text("abcdefghijklmnopqrstuvwxyz0123456789-", min_size=8, max_size=32)


@given(DEVICE_IDS, st.sampled_from(topics.LEAVES))
def test_a_topic_is_parsed_to_what_it_was_built_of(device_id, leaf):
    assert topics.parse(topics.topic(device_id, leaf)) == (device_id, leaf)


@given(st.text(max_size=60) | st.text("wl/1i+#.\0cabinet-evt", max_size=40))
def test_any_text_is_refused_or_is_the_topic_that_it_parses_to(text):
    try:
        device_id, leaf = topics.parse(text)
    except RemoteError:
        return
    assert topics.topic(device_id, leaf) == text


@pytest.mark.parametrize("part", ["#", "+", "../", "\0", "a" * 65_536])
def test_hostile_device_ids_are_refused(part):
    assert not topics.is_device_id(part)
    with pytest.raises(RemoteError):
        topics.parse(topics.topic("cabinet-0001", topics.EVENT).replace("cabinet-0001", part))


def test_filters_and_patterns_differ_from_a_topic_by_the_device_alone():
    for leaf in topics.LEAVES:
        topic = topics.topic("cabinet-0001", leaf)
        assert topics.every_device(leaf) == topic.replace("cabinet-0001", "+")
        assert topics.of_user(leaf) == topic.replace("cabinet-0001", "%u")


def test_hints_lie_where_no_device_may_look():
    with pytest.raises(RemoteError):
        topics.parse(topics.hint("cabinet-0001"))
    assert topics.hint("a1").split("/")[0] != topics.topic("cabinet-0001", topics.ACK).split("/")[0]


def test_each_leaf_has_one_direction():
    assert sorted(topics.UP_LEAVES + topics.DOWN_LEAVES) == sorted(set(topics.LEAVES))
