"""keys: HMAC, HKDF and subkeys, held against `cryptography`."""

import pytest
from cryptography.hazmat.primitives import hashes, hmac
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from hypothesis import given, settings
from hypothesis import strategies as st

from shared_protocol import keys

ROOTS = st.binary(min_size=keys.KEY_BYTES, max_size=keys.KEY_BYTES)


def _reference_hmac(key, message):
    reference = hmac.HMAC(key, hashes.SHA256())
    reference.update(message)
    return reference.finalize()


@given(st.binary(min_size=1, max_size=200), st.binary(max_size=300))
@settings(deadline=None)
def test_hmac_agrees_with_cryptography(key, message):
    assert keys.hmac_sha256(key, message) == _reference_hmac(key, message)


@given(ROOTS, st.binary(max_size=300))
@settings(deadline=None)
def test_a_key_made_ready_gives_the_same_tags(key, message):
    ready = keys.MacKey(key)
    assert ready.tag(message) == ready.tag(message) == _reference_hmac(key, message)


@given(ROOTS, st.binary(min_size=1, max_size=60))
@settings(deadline=None)
def test_subkeys_agree_with_cryptography_s_hkdf(root, purpose):
    reference = HKDF(hashes.SHA256(), length=keys.KEY_BYTES, salt=None, info=purpose)
    assert keys.derive(root, purpose) == reference.derive(root)


def test_each_purpose_and_each_root_has_its_own_subkey():
    roots = [bytes(32), bytes(range(32))]
    assert len({keys.derive(root, purpose) for root in roots for purpose in (keys.UP, keys.DOWN, keys.CREDENTIAL)}) == 6


@pytest.mark.parametrize("length", [0, 16, 31, 33, 64])
def test_keys_of_another_length_are_refused(length):
    with pytest.raises(ValueError, match="32 bytes"):
        keys.derive(bytes(length), keys.UP)
    with pytest.raises(ValueError, match="32 bytes"):
        keys.MacKey(bytes(length))


@given(st.binary(max_size=40), st.binary(max_size=40))
def test_same_means_equal(left, right):
    assert keys.same(left, right) == (left == right)
    assert keys.same(left, bytes(left))


class WatchedBytes:
    """Bytes that count how often one of them was looked at."""

    def __init__(self, data):
        self.data = data
        self.looks = 0

    def __len__(self):
        return len(self.data)

    def __getitem__(self, index):
        self.looks += 1
        return self.data[index]


@pytest.mark.parametrize("wrong_at", [0, 1, 30, 31, None])
def test_comparing_takes_as_many_looks_wherever_the_first_wrong_byte_is(wrong_at):
    tag = bytearray(range(32))
    if wrong_at is not None:
        tag[wrong_at] ^= 0x80
    left, right = WatchedBytes(bytes(range(32))), WatchedBytes(bytes(tag))
    assert keys.same(left, right) == (wrong_at is None)
    assert (left.looks, right.looks) == (32, 32)
