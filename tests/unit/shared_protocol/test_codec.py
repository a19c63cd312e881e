"""host.codec: the cloud's codec, which must accept and refuse what cbor.py does."""

import datetime as dt

import cbor2
import pytest

from shared_protocol import fields, messages, topics
from shared_protocol.errors import LocalError, RemoteError
from shared_protocol.host import codec

ACK = {fields.TYPE: messages.ACK, fields.JOURNAL: bytes(8), fields.SEQ: 1, fields.TIME_MS: 1}


def test_a_message_that_was_built_is_parsed():
    assert codec.parse(codec.build(ACK, topics.ACK), topics.ACK) == ACK


def test_building_what_the_table_forbids_is_our_own_error():
    with pytest.raises(LocalError):
        codec.build(ACK | {fields.SEQ: -1}, topics.ACK)
    with pytest.raises(LocalError):
        codec.build(ACK, topics.COMMAND)
    with pytest.raises(LocalError):
        codec.build(ACK | {200: bytes(1200)}, topics.ACK)


TAGGED = [
    dt.datetime(2026, 1, 1, tzinfo=dt.UTC),
    1 << 70,
    cbor2.CBORTag(35, "(a+)+"),
    cbor2.CBORTag(28, []),
]


@pytest.mark.parametrize("value", TAGGED, ids=repr)
def test_tags_are_refused_before_what_they_tag_is_built(value):
    with pytest.raises(RemoteError, match="tag"):
        codec.decode(cbor2.dumps(value))


def test_a_tag_that_refers_to_itself_is_refused():
    with pytest.raises(RemoteError, match="tag"):
        codec.decode(bytes.fromhex("d81c81d81d00"))
