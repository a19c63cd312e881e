"""Who erred: a `LocalError` is our own bug and is loud, a `RemoteError` is a peer's fault and carries a wire code."""

MALFORMED = 1  # not well-formed CBOR
PROFILE = 2  # well-formed, but outside our profile (float, tag, order, shortest form, type)
LIMIT = 3  # larger, deeper or more than limits.py allows
UNKNOWN_TYPE = 4  # a message type that this side does not know
FIELD = 5  # a required field is missing, or a value is outside what the table allows
TOPIC = 6  # not one of our topics, or a message on the wrong one
ENVELOPE = 7  # not a COSE_Mac0 of ours
UNKNOWN_KEY = 8  # a key id that is not held here
MAC = 9  # the authentication tag does not fit


class ProtocolError(Exception):
    """Anything that can go wrong between bytes and a checked message."""


class LocalError(ProtocolError):
    """We were about to send what the protocol forbids."""


class RemoteError(ProtocolError):
    """A peer sent what the protocol forbids; `code` is one of the numbers above."""

    def __init__(self, code: int, detail: str) -> None:
        super().__init__(detail)
        self.code = code
        self.detail = detail
