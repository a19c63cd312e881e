"""What is answered about sessions."""

import msgspec


class SessionOpened(msgspec.Struct, frozen=True):
    """A session: for programs the token, shown this once; browsers keep it as a cookie and send `csrf_token` beside it."""

    token: str
    csrf_token: str
    account_id: str
    expires_ms: int
