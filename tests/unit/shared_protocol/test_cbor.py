"""cbor: the strict codec that boards run. Its refusals, one by one, stand in tests/vectors/cbor.json."""

import cbor2
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shared_protocol import cbor, limits
from shared_protocol.errors import LIMIT, LocalError, RemoteError
from shared_protocol.host import codec

INTEGERS = st.integers(limits.MIN_INT, limits.MAX_INT)
LEAVES = INTEGERS | st.binary(max_size=30) | st.text(max_size=20) | st.booleans()
KEYS = st.integers(0, limits.MAX_KEY)
SHALLOW = st.lists(LEAVES, max_size=4) | st.dictionaries(KEYS, LEAVES, max_size=4)
VALUES = st.lists(LEAVES | SHALLOW, max_size=4) | st.dictionaries(KEYS, LEAVES | SHALLOW, max_size=4) | LEAVES


@given(VALUES)
@settings(deadline=None)
def test_what_is_encoded_decodes_to_the_same_value_on_both_sides(value):
    data = cbor.encode(value)
    assert cbor.decode(data) == value
    assert codec.decode(data) == value


@given(VALUES)
@settings(deadline=None)
def test_cbor2_writes_the_same_bytes(value):
    assert cbor.encode(value) == cbor2.dumps(value, canonical=True)


@given(st.binary(max_size=60))
@settings(deadline=None, max_examples=500)
def test_any_bytes_are_refused_or_come_back_the_same_and_both_sides_agree(data):
    try:
        value = cbor.decode(data)
    except RemoteError:
        with pytest.raises(RemoteError):
            codec.decode(data)
    else:
        assert cbor.encode(value) == data
        assert codec.decode(data) == value


def test_keys_are_written_in_order_whatever_order_they_were_put_in():
    assert cbor.encode({200: 0, 3: 1}) == cbor.encode({3: 1, 200: 0}) == bytes.fromhex("a2030118c800")


def test_tuples_and_bytearrays_are_written_as_lists_and_bytes():
    assert cbor.encode((1, bytearray(b"ab"))) == cbor.encode([1, b"ab"])


UNFIT = [
    None,
    1.0,
    {1},
    1 << 63,
    {"a": 1},
    {True: 1},
    {-1: 1},
    {256: 1},
    {1: 0, "a": 0},
    "\ud800",
    [[[[[[]]]]]],
]


@pytest.mark.parametrize("value", UNFIT, ids=repr)
def test_what_the_profile_lacks_is_our_own_error(value):
    with pytest.raises(LocalError):
        cbor.encode(value)


def test_a_decoder_refuses_more_bytes_than_an_envelope_may_have():
    longest = cbor.encode(bytes(limits.MAX_ENVELOPE_BYTES - 3))
    assert len(longest) == limits.MAX_ENVELOPE_BYTES
    assert cbor.decode(longest) == bytes(limits.MAX_ENVELOPE_BYTES - 3)
    with pytest.raises(RemoteError) as refusal:
        cbor.decode(cbor.encode(bytes(limits.MAX_ENVELOPE_BYTES - 2)))
    assert refusal.value.code == LIMIT


def test_a_decoder_reads_one_item_after_the_other():
    decoder = cbor.Decoder(b"\x01\x62hi\x80")
    assert [decoder.item(1), decoder.item(1), decoder.item(1)] == [1, "hi", []]
    decoder.finish()
