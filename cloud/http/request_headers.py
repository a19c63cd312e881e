"""Headers that several routes read: Idempotency-Key and Prefer."""

from cloud.http.call import MemberCall, parse_int
from cloud.http.problems import InvalidParameter

LONGEST_WAIT_S = 60

LONGEST_KEY = 255


def idempotency_key(call: MemberCall) -> str:
    """Return the Idempotency-Key; raises InvalidParameter."""
    key = call.request.headers.get("Idempotency-Key", "")
    if not 0 < len(key) <= LONGEST_KEY or not (key.isascii() and key.isprintable()):
        raise InvalidParameter(
            f"send an Idempotency-Key of 1 to {LONGEST_KEY} printable characters, the same one when you repeat this request"
        )
    return key


def preferred_wait_s(call: MemberCall) -> int:
    """Return how long the answer may wait (RFC 7240, `Prefer: wait`): 0 when nothing is said, 60 at most."""
    for preference in call.request.headers.get("Prefer", "").split(","):
        name, _, value = preference.strip().partition("=")
        if name.lower() == "wait":
            return min(parse_int("Prefer: wait", value, 0, 10**9), LONGEST_WAIT_S)
    return 0
