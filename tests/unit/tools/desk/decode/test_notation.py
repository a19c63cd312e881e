"""Any CBOR becomes diagnostic notation, as far as it is well-formed; examples of RFC 8949, appendix A, and our own."""

import struct

import cbor2
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shared_protocol.host import example
from tests.support import receipts
from tools.desk.decode.diagnostic import notation
from tools.desk.decode.items import BROKEN, parse
from tools.desk.decode.reading import read


def shown(data: bytes) -> str:
    reading = read(data)
    return notation(reading.items, reading)


@pytest.mark.parametrize(
    ("encoded", "expected"),
    [
        ("00", "0"),
        ("1bffffffffffffffff", "18446744073709551615"),
        ("3bffffffffffffffff", "-18446744073709551616"),
        ("c249010000000000000000", "2(h'010000000000000000')"),
        ("f90000", "0.0"),
        ("f98000", "-0.0"),
        ("f93e00", "1.5"),
        ("fa47c35000", "100000.0"),
        ("f97c00", "Infinity"),
        ("f97e00", "NaN"),
        ("f9fc00", "-Infinity"),
        ("f4", "false"),
        ("f6", "null"),
        ("f7", "undefined"),
        ("f0", "simple(16)"),
        ("f8ff", "simple(255)"),
        ("c11a514b67b0", "1(1363896240)"),
        ("4401020304", "h'01020304'"),
        ("62c3bc", '"ü"'),
        ("83010203", "[1, 2, 3]"),
        ("a201020304", "{1: 2, 3: 4}"),
        ("a26161016162820203", '{"a": 1, "b": [2, 3]}'),
        ("5f42010243030405ff", "(_ h'0102', h'030405')"),
        ("7f657374726561646d696e67ff", '(_ "strea", "ming")'),
        ("5fff", "''_"),
        ("7fff", '""_'),
        ("9fff", "[_ ]"),
        ("9f018202039f0405ffff", "[_ 1, [2, 3], [_ 4, 5]]"),
        ("bf61610161629f0203ffff", '{_ "a": 1, "b": [_ 2, 3]}'),
    ],
)
def test_examples_of_the_standard_are_written_as_it_says(encoded, expected):
    assert shown(bytes.fromhex(encoded)) == expected


@pytest.mark.parametrize(
    ("encoded", "expected"),
    [
        ("1817", "23_0"),
        ("190001", "1_1"),
        ("5800", "h''_0"),
        ("98020102", "[_0 1, 2]"),
        ("fb3ff8000000000000", "1.5_3"),
    ],
)
def test_a_form_longer_than_the_shortest_is_marked(encoded, expected):
    assert shown(bytes.fromhex(encoded)) == expected


@pytest.mark.parametrize(
    ("encoded", "place", "reason"),
    [
        ("", 0, "truncated: an item lacks 1 byte"),
        ("1a0001", 0, "truncated: the rest of a head lacks 2 bytes"),
        ("83014401", 2, "truncated: a string lacks 3 bytes"),
        ("820102ff", 3, "1 byte after the item"),
        ("1c", 0, "reserved head 0x1c"),
        ("ff", 0, "a break without what it ends"),
        ("1f", 0, "major type 0 has no indefinite length"),
        ("f814", 0, "simple value 20 in two bytes"),
        ("62c328", 0, "text that is not UTF-8, from its byte 0 on"),
        ("5f6161ff", 0, "a chunk of another kind in bytes of indefinite length"),
        ("bf01ff", 0, "a map ends after a key"),
        ("81" * 70, 64, "nested deeper than 64"),
        ("9b" + "ff" * 8, 9, "truncated: an item lacks 1 byte"),
    ],
)
def test_malformed_bytes_are_named_by_place_and_reason(encoded, place, reason):
    broken = read(bytes.fromhex(encoded)).broken()
    assert broken is not None
    assert (broken.offset, broken.reason) == (place, reason)


def test_what_comes_before_the_malformed_place_is_shown():
    assert shown(bytes.fromhex("8301420aff19")).splitlines() == [
        "[",
        "  1,",
        "  h'0aff',",
        "    / byte 5: truncated: the rest of a head lacks 2 bytes /",
        "]",
    ]


def test_no_text_can_move_the_cursor_or_end_a_comment():
    evil = '\x1b[2J\u202e\x9b31m\n"\\'
    printed = shown(cbor2.dumps(evil))
    assert printed == '"\\u001b[2J\\u202e\\u009b31m\\n\\"\\\\"'


ITEMS = st.recursive(
    st.integers(-(1 << 64), (1 << 64) - 1) | st.binary(max_size=40) | st.text(max_size=20) | st.booleans() | st.none()
    | st.floats(),
    lambda inner: st.lists(inner, max_size=5) | st.dictionaries(st.integers(0, 60) | st.text(max_size=4), inner, max_size=5),
    max_leaves=20,
)  # fmt: skip


@given(ITEMS)
@settings(max_examples=150, deadline=None)
def test_what_another_codec_encodes_is_well_formed(value):
    data = cbor2.dumps(value)
    assert read(data).broken() is None
    assert shown(data)


@given(
    st.binary(max_size=200) | st.binary(max_size=60).map(lambda rest: b"\xd1\x84\x43\xa1\x01\x05\xa0\x58\x20" + rest)
)
@settings(max_examples=400, deadline=None)
def test_any_bytes_end_in_an_item_or_a_named_place(data):
    reading = read(data)
    broken = reading.broken()
    assert notation(reading.items, reading)
    if broken is None:
        assert reading.items[-1].end == len(data)
    else:
        assert broken.kind == BROKEN
        assert 0 <= broken.offset <= len(data)
        assert broken.reason


@pytest.mark.parametrize("whole", [example.sealed(), receipts.signed()], ids=["envelope", "receipt"])
def test_every_beginning_of_a_message_is_shown_up_to_where_it_is_cut(whole):
    for count in range(len(whole)):
        reading = read(whole[:count])
        broken = reading.broken()
        assert broken is not None
        assert broken.end == count
        assert notation(reading.items, reading)


@given(st.integers(0, 31), st.binary(max_size=8))
@settings(max_examples=200, deadline=None)
def test_any_frame_is_taken_apart(tag, rest):
    reading = read(bytes([0xC0 | tag]) + rest)
    assert notation(reading.items, reading)


@given(st.binary(max_size=120))
@settings(max_examples=300, deadline=None)
def test_well_formed_is_what_another_decoder_takes(data):
    def takes() -> bool:
        try:
            cbor2.loads(data, semantic_decoders=_AS_THEY_ARE, str_errors="strict")
        except RecursionError:
            raise
        except Exception:  # noqa: BLE001 - whatever it does not take
            return False
        return True

    ours = parse(data)[0].broken() is None
    if takes():
        assert ours


class _AnyTag(dict):
    def __missing__(self, tag):
        return None

    def __contains__(self, tag):
        return False


_AS_THEY_ARE: dict = _AnyTag()


@pytest.mark.parametrize("width", [2, 4, 8])
@given(value=st.floats(allow_nan=False))
@settings(max_examples=60, deadline=None)
def test_a_float_is_read_as_it_was_written(width, value):
    form = {2: ">e", 4: ">f", 8: ">d"}[width]
    try:
        packed = struct.pack(form, value)
    except OverflowError:
        return
    item = parse(bytes([{2: 0xF9, 4: 0xFA, 8: 0xFB}[width]]) + packed)[0]
    assert item.value == struct.unpack(form, packed)[0]
