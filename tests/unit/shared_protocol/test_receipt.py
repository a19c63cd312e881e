"""receipt: what is signed comes back, an independent COSE agrees, and nothing else is believed."""

import json
from pathlib import Path

import cbor2
import pytest
from cddl_verifier import Validator
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from pycose.algorithms import EdDSA
from pycose.headers import KID, Algorithm, ContentType
from pycose.keys import OKPKey
from pycose.messages import Sign1Message

from shared_protocol.errors import LocalError
from shared_protocol.host import codec, receipt, receipt_cddl
from shared_protocol.host.receipt_content import TABLE, Content, Line, to_map
from tests import vectors
from tests.support import receipts

VECTOR = json.loads((Path(vectors.__file__).parent / "host" / "receipt.json").read_text(encoding="utf-8"))
FOLLOWED_BY_RETURN_ONLY = {"returned_at": None, "bank": None, "lent_ms": None, "began": None, "ended": None}


def _signed_anew(payload):
    """Return `payload`, whatever it is, in a frame that is signed properly."""
    frame = cbor2.loads(receipts.signed()).value
    protected = frame[0]
    to_be_signed = cbor2.dumps(["Signature1", protected, b"", payload])
    return b"\xd2" + cbor2.dumps([protected, {}, payload, receipts.SIGNER.sign(to_be_signed)])


@pytest.mark.parametrize("changes", [{}, FOLLOWED_BY_RETURN_ONLY, {"lines": ()}, {"total_minor": -5}], ids=str)
def test_what_was_signed_comes_back(changes):
    data = receipts.signed(**changes)
    assert receipt.verify(data, receipts.PUBLIC_KEYS) == receipts.content(**changes)
    assert receipt.SignedReceipt(data).key_id == receipts.KEY_ID


def test_the_bytes_are_those_of_the_vector():
    assert receipts.signed().hex() == VECTOR["receipt"]
    assert cbor2.loads(bytes.fromhex(VECTOR["receipt"])).value[2].hex() == VECTOR["payload"]


def test_the_vector_s_public_key_and_signature_are_what_pycose_makes():
    protected, _, payload, signature = cbor2.loads(bytes.fromhex(VECTOR["receipt"])).value
    key = OKPKey(crv="ED25519", d=bytes.fromhex(VECTOR["private_key"]), x=bytes.fromhex(VECTOR["public_key"]))
    headers = {Algorithm: EdDSA, ContentType: receipt.CONTENT_TYPE, KID: bytes.fromhex(VECTOR["key_id"])}
    message = Sign1Message(phdr=headers, payload=payload, key=key)
    assert message.encode().hex() == VECTOR["receipt"]
    assert {VECTOR["key_id"]: bytes.fromhex(VECTOR["public_key"])} == receipts.PUBLIC_KEYS
    read = Sign1Message.from_cose_obj([protected, {}, payload, signature], allow_unknown_attributes=False)
    read.key = key
    assert read.verify_signature()


def test_every_changed_bit_is_refused():
    data = receipts.signed()
    for at in range(len(data)):
        for bit in range(8):
            changed = bytearray(data)
            changed[at] ^= 1 << bit
            with pytest.raises(receipt.ReceiptRefused):
                receipt.verify(bytes(changed), receipts.PUBLIC_KEYS)


def test_a_receipt_cut_short_or_with_more_behind_it_is_none():
    data = receipts.signed()
    for wrong in (*(data[:length] for length in range(0, len(data), 7)), data + b"\x00", bytes(9_000)):
        with pytest.raises(receipt.NotAReceipt):
            receipt.verify(wrong, receipts.PUBLIC_KEYS)


def test_an_unknown_key_and_a_wrong_one_are_told_apart():
    data = receipts.signed()
    other = Ed25519PrivateKey.generate().public_key().public_bytes_raw()
    with pytest.raises(receipt.UnknownKey, match=receipts.KEY_ID):
        receipt.verify(data, {"00" * 16: other})
    with pytest.raises(receipt.UnknownKey):
        receipt.verify(data, {receipts.KEY_ID: other[:31]})
    with pytest.raises(receipt.BadSignature, match="do not believe it"):
        receipt.verify(data, {receipts.KEY_ID: other})


def test_another_document_under_the_same_key_is_no_receipt():
    protected = codec.encode({1: -8, 3: "text/plain", 4: bytes.fromhex(receipts.KEY_ID)})
    payload = codec.encode(to_map(receipts.content()))
    signature = receipts.SIGNER.sign(codec.encode(["Signature1", protected, b"", payload]))
    with pytest.raises(receipt.NotAReceipt, match="content"):
        receipt.verify(b"\xd2" + codec.encode([protected, {}, payload, signature]), receipts.PUBLIC_KEYS)


def test_fields_of_a_later_version_are_ignored():
    later = to_map(receipts.content()) | {99: ["later", {1: True}]}
    assert receipt.verify(_signed_anew(codec.encode(later)), receipts.PUBLIC_KEYS) == receipts.content()


@pytest.mark.parametrize("member", TABLE[Content], ids=lambda member: member.name)
def test_a_missing_or_wrong_field_is_named(member):
    body = to_map(receipts.content())
    for value in (True, -(1 << 63), "", b"", "x" * 5_000, [1], {1: 1}):
        if member.name == "total_minor" and value == -(1 << 63):
            continue
        if (member.name in ("order_id", "organisation_id", "organisation_name", "bank") and value == "") or (
            member.name == "lines" and value == []
        ):
            continue
        with pytest.raises(receipt.UnreadableContent):
            receipt.verify(_signed_anew(codec.encode(body | {member.key: value})), receipts.PUBLIC_KEYS)
    less = codec.encode({key: value for key, value in body.items() if key != member.key})
    if member.is_required:
        with pytest.raises(receipt.UnreadableContent, match=member.name):
            receipt.verify(_signed_anew(less), receipts.PUBLIC_KEYS)
    else:
        assert getattr(receipt.verify(_signed_anew(less), receipts.PUBLIC_KEYS), member.name) is None


def test_what_the_table_forbids_is_not_signed():
    too_many = (Line("time", 1, 1, 1),) * 21
    for changes in ({"currency": "EURO"}, {"lines": too_many}, {"ended_ms": 1 << 60}, {"charge_record_sha256": b""}):
        with pytest.raises(LocalError, match=next(iter(changes))):
            receipts.signed(**changes)


def test_every_record_s_keys_and_names_are_its_fields_once():
    for record, members in TABLE.items():
        assert sorted(member.name for member in members) == sorted(record._fields)
        assert [member.key for member in members] == list(range(1, len(members) + 1))


def test_receipt_cddl_is_what_the_table_says():
    stale = "stale: python -m shared_protocol.host.receipt_cddl"
    assert receipt_cddl.TARGET.read_text(encoding="utf-8") == receipt_cddl.generate(), stale


def test_an_independent_validator_reads_receipts_as_we_do():
    validator = Validator(receipt_cddl.TARGET)
    assert validator.validate(receipts.signed(), root_type="receipt").valid
    assert validator.validate(receipts.signed(**FOLLOWED_BY_RETURN_ONLY), root_type="receipt").valid
    assert not validator.validate(b"\xd1" + receipts.signed()[1:], root_type="receipt").valid
    body = to_map(receipts.content())
    for member in TABLE[Content]:
        assert not validator.validate(codec.encode(body | {member.key: True}), root_type="content").valid, member.name
