"""Receipts under any bytes: believed as they were signed, or refused with a typed error, in bounded time."""

from hypothesis import example, given, settings
from hypothesis import strategies as st

from shared_protocol.host import receipt
from tests.support import receipts

DATA = receipts.signed()
KEYS = receipts.PUBLIC_KEYS
MANY = settings(max_examples=400, deadline=500)


def _is_refused(data):
    try:
        receipt.verify(data, KEYS)
    except receipt.ReceiptRefused as refusal:
        return bool(refusal.cause and refusal.way_out)
    return False


@given(st.integers(0, len(DATA) - 1), st.integers(1, 255))
@MANY
def test_any_other_byte_anywhere_is_refused(at, difference):
    changed = bytearray(DATA)
    changed[at] ^= difference
    assert _is_refused(bytes(changed))


@given(st.binary(max_size=receipt.MAX_RECEIPT_BYTES + 10))
@example(b"\xd2" + b"\x81" * 8_000)
@example(b"\xd2\x84\x5b" + b"\xff" * 8)
@example(b"\xd2\x9a\x00\xff\xff\xff")
@MANY
def test_any_bytes_are_refused(data):
    assert _is_refused(data)
    assert _is_refused(b"\xd2" + data)


@given(st.integers(0, len(DATA)), st.integers(0, len(DATA)), st.binary(max_size=40))
@MANY
def test_any_part_replaced_is_refused(start, length, other):
    changed = DATA[:start] + other + DATA[start + length :]
    assert changed == DATA or _is_refused(changed)
