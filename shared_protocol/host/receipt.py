"""A signed receipt: COSE_Sign1 (RFC 9052, sections 4.2 and 4.4) with Ed25519 over the CBOR map of `receipt_content`.

The protected header carries algorithm, content type and key id, the unprotected one is empty, and the encoding is
deterministic: so no byte of a receipt can be changed unnoticed. Knows neither where keys are kept nor what a bill means.
"""

from collections.abc import Mapping

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from shared_protocol.errors import ENVELOPE, LocalError, RemoteError
from shared_protocol.host import codec
from shared_protocol.host.receipt_content import Content, from_map, to_map

MEDIA_TYPE = 'application/cose; cose-type="cose-sign1"'  # RFC 9052, section 11.3.1
CONTENT_TYPE = "application/vnd.wattlend.receipt+cbor"
ALGORITHM_NAME = "EdDSA"
KEY_ID_BYTES = 16
# Two envelopes of the longest, and what else the table allows, come to about 5 KB.
MAX_RECEIPT_BYTES = 8 * 1024

_TAG_SIGN1 = 0xD2  # CBOR tag 18
_HEADER_ALGORITHM = 1
_HEADER_CONTENT_TYPE = 3
_HEADER_KEY_ID = 4
_EDDSA = -8  # RFC 9053, section 2.2
_SIGNATURE_BYTES = 64
_PUBLIC_KEY_BYTES = 32


class ReceiptRefused(Exception):
    """These bytes are not believed: `cause` says what is wrong, `way_out` what to do about it."""

    way_out = ""

    def __init__(self, cause: str) -> None:
        super().__init__(f"{cause}; {self.way_out}")
        self.cause = cause


class NotAReceipt(ReceiptRefused):
    """Bytes that no receipt consists of."""

    way_out = "take the file as it was downloaded, whole and unchanged"


class UnknownKey(ReceiptRefused):
    """Nobody said that the key it names is the platform's."""

    way_out = "fetch the platform's keys anew: GET /api/v1/receipt-keys lists retired ones too"


class BadSignature(ReceiptRefused):
    """It looks like a receipt, and the key that it names did not sign it."""

    way_out = "do not believe it; ask the platform for the receipt of this order"


class UnreadableContent(ReceiptRefused):
    """Properly signed, and not what this version understands as a receipt."""

    way_out = "read it with a newer version"


class SignedReceipt:
    """A receipt that was parsed but not yet believed: `key_id` says whose key to try."""

    def __init__(self, data: bytes) -> None:
        """Parse `data`; raises NotAReceipt."""
        if len(data) > MAX_RECEIPT_BYTES:
            raise NotAReceipt(f"it has {len(data)} bytes, a receipt has {MAX_RECEIPT_BYTES} at most")
        if not data or data[0] != _TAG_SIGN1:
            raise NotAReceipt("it is not a tagged COSE_Sign1")
        try:
            self._protected, self._payload, self._signature = _parts(codec.decode(data[1:], MAX_RECEIPT_BYTES))
            self.key_id = _key_id_of(self._protected)
        except RemoteError as error:
            raise NotAReceipt(f"it is not a COSE_Sign1 of ours: {error.detail}") from error

    def verify(self, public_keys: Mapping[str, bytes]) -> Content:
        """Return what was signed; `public_keys` maps key ids (hex) to Ed25519 keys of 32 bytes.

        Raises UnknownKey, BadSignature or UnreadableContent.
        """
        public_key = public_keys.get(self.key_id)
        if public_key is None or len(public_key) != _PUBLIC_KEY_BYTES:
            raise UnknownKey(f"its key {self.key_id} is not among the {len(public_keys)} that are known")
        try:
            signed = _to_be_signed(self._protected, self._payload)
            Ed25519PublicKey.from_public_bytes(public_key).verify(self._signature, signed)
        except InvalidSignature as error:
            raise BadSignature(f"the signature is not that of key {self.key_id} for these bytes") from error
        return self.content()

    def content(self) -> Content:
        """Return what it says, believed or not; raises UnreadableContent."""
        try:
            return from_map(Content, codec.decode(self._payload, MAX_RECEIPT_BYTES))
        except RemoteError as error:
            raise UnreadableContent(f"its content cannot be read: {error.detail}") from error


def sign(content: Content, key_id: str, private_key: Ed25519PrivateKey) -> bytes:
    """Return the signed receipt of `content`; `key_id` is 32 hex digits. Raises LocalError for what the table forbids."""
    protected = codec.encode(
        {
            _HEADER_ALGORITHM: _EDDSA,
            _HEADER_CONTENT_TYPE: CONTENT_TYPE,
            _HEADER_KEY_ID: bytes.fromhex(key_id),
        }
    )
    payload = codec.encode(to_map(content))
    signature = private_key.sign(_to_be_signed(protected, payload))
    data = bytes((_TAG_SIGN1,)) + codec.encode([protected, {}, payload, signature])
    if len(data) > MAX_RECEIPT_BYTES:
        raise LocalError("receipt too long")
    return data


def verify(data: bytes, public_keys: Mapping[str, bytes]) -> Content:
    """Return what the receipt `data` says, if one of `public_keys` (id in hex -> 32 bytes) signed it; else ReceiptRefused."""
    return SignedReceipt(data).verify(public_keys)


def _parts(frame: object) -> tuple[bytes, bytes, bytes]:
    if not isinstance(frame, list) or len(frame) != 4:
        raise RemoteError(ENVELOPE, "four parts were expected")
    protected, unprotected, payload, signature = frame
    if unprotected != {} or not isinstance(unprotected, dict):
        raise RemoteError(ENVELOPE, "the unprotected header must be empty")
    if not (isinstance(protected, bytes) and isinstance(payload, bytes) and isinstance(signature, bytes)):
        raise RemoteError(ENVELOPE, "header, payload and signature are byte strings")
    if len(signature) != _SIGNATURE_BYTES:
        raise RemoteError(ENVELOPE, f"the signature has {_SIGNATURE_BYTES} bytes")
    return protected, payload, signature


def _key_id_of(protected: bytes) -> str:
    header = codec.decode(protected)
    if not isinstance(header, dict) or set(header) != {_HEADER_ALGORITHM, _HEADER_CONTENT_TYPE, _HEADER_KEY_ID}:
        raise RemoteError(ENVELOPE, "the protected header names algorithm, content type and key, and nothing else")
    if header[_HEADER_ALGORITHM] != _EDDSA or header[_HEADER_CONTENT_TYPE] != CONTENT_TYPE:
        raise RemoteError(ENVELOPE, f"the algorithm is EdDSA and the content {CONTENT_TYPE}")
    key_id = header[_HEADER_KEY_ID]
    if not isinstance(key_id, bytes) or len(key_id) != KEY_ID_BYTES:
        raise RemoteError(ENVELOPE, f"the key id is a byte string of {KEY_ID_BYTES}")
    return key_id.hex()


def _to_be_signed(protected: bytes, payload: bytes) -> bytes:
    """Return the Sig_structure of RFC 9052, section 4.4; there is no external data."""
    return codec.encode(["Signature1", protected, b"", payload])
