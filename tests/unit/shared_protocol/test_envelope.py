"""envelope: our COSE_Mac0 against an independent one (pycose), and what a changed byte does to it."""

import cbor2
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pycose.algorithms import HMAC256
from pycose.headers import KID, Algorithm
from pycose.keys import SymmetricKey
from pycose.messages import Mac0Message

from shared_protocol import cbor, envelope, keys, topics
from shared_protocol.errors import MAC, LocalError, RemoteError
from shared_protocol.limits import MAX_ENVELOPE_BYTES, MAX_KEY_VERSION, MAX_MESSAGE_BYTES

DEVICE_ID = "cabinet-0001"
KEY_ID = envelope.key_id(DEVICE_ID, 1)
SECRET = keys.derive(bytes(range(32)), keys.DOWN)
KEY = keys.MacKey(SECRET)
TOPIC = topics.topic(DEVICE_ID, topics.COMMAND)
PAYLOADS = st.binary(max_size=300)


def _seal(payload, topic=TOPIC):
    return envelope.seal(KEY, envelope.protected_header(KEY_ID), topic, payload)


def _by_pycose(payload, topic=TOPIC):
    message = Mac0Message(
        phdr={Algorithm: HMAC256, KID: KEY_ID}, payload=payload, external_aad=topic.encode(), key=SymmetricKey(SECRET)
    )
    return message.encode()


@given(PAYLOADS)
@settings(deadline=None)
def test_pycose_makes_the_same_envelope(payload):
    assert _seal(payload) == _by_pycose(payload)


@given(PAYLOADS)
@settings(deadline=None)
def test_pycose_verifies_ours_for_its_topic_and_for_no_other(payload):
    # pycose's own frame reader does not know cbor2 6, which reads what is tagged as a tuple.
    protected, unprotected, *rest = cbor2.loads(_seal(payload)).value
    message = Mac0Message.from_cose_obj([protected, dict(unprotected), *rest], allow_unknown_attributes=False)
    message.key = SymmetricKey(SECRET)
    message.external_aad = TOPIC.encode()
    assert message.verify_tag()
    assert (message.payload, message.phdr[KID], message.phdr[Algorithm]) == (payload, KEY_ID, HMAC256)
    message.external_aad = topics.topic(DEVICE_ID, topics.ACK).encode()
    assert not message.verify_tag()


@given(PAYLOADS)
@settings(deadline=None)
def test_we_verify_pycose_s_for_its_topic_and_for_no_other(payload):
    sealed = envelope.Envelope(_by_pycose(payload))
    assert sealed.key_id == KEY_ID
    assert sealed.verify(KEY, TOPIC) == payload
    with pytest.raises(RemoteError) as refusal:
        sealed.verify(KEY, topics.topic("cabinet-0002", topics.COMMAND))
    assert refusal.value.code == MAC


def test_every_changed_bit_is_refused():
    sealed = _seal(cbor.encode({0: 1, 1: 2}))
    for bit in range(len(sealed) * 8):
        changed = bytearray(sealed)
        changed[bit // 8] ^= 1 << bit % 8
        with pytest.raises(RemoteError):
            _open(bytes(changed))
    assert _open(sealed)


def test_every_cut_and_every_added_byte_is_refused():
    sealed = _seal(b"\xa0")
    for end in range(len(sealed)):
        with pytest.raises(RemoteError):
            _open(sealed[:end])
    with pytest.raises(RemoteError):
        _open(sealed + b"\0")


def test_another_key_is_refused():
    other = keys.MacKey(keys.derive(bytes(range(32)), keys.UP))
    with pytest.raises(RemoteError) as refusal:
        envelope.Envelope(_seal(b"\xa0")).verify(other, TOPIC)
    assert refusal.value.code == MAC


def test_the_largest_message_of_the_longest_id_fits_an_envelope():
    device_id = "z" * 32
    protected = envelope.protected_header(envelope.key_id(device_id, MAX_KEY_VERSION))
    sealed = envelope.seal(KEY, protected, topics.topic(device_id, topics.EVENT), bytes(MAX_MESSAGE_BYTES))
    assert len(sealed) <= MAX_ENVELOPE_BYTES
    assert envelope.Envelope(sealed).verify(KEY, topics.topic(device_id, topics.EVENT)) == bytes(MAX_MESSAGE_BYTES)


@given(st.text("abcdefghijklmnopqrstuvwxyz0123456789-", min_size=8, max_size=32), st.integers(1, MAX_KEY_VERSION))
def test_a_key_id_is_parsed_to_what_it_was_made_of(device_id, version):
    assert envelope.parse_key_id(envelope.key_id(device_id, version)) == (device_id, version)


@given(st.binary(max_size=50))
def test_any_other_key_id_is_refused(data):
    try:
        device_id, version = envelope.parse_key_id(data)
    except RemoteError:
        return
    assert envelope.key_id(device_id, version) == data


def test_the_header_of_an_impossible_key_id_is_our_own_error():
    with pytest.raises(LocalError):
        envelope.protected_header(None)


def _open(data):
    sealed = envelope.Envelope(data)
    if sealed.key_id != KEY_ID:
        raise RemoteError(MAC, "no such key here")
    return sealed.verify(KEY, TOPIC)
