"""Where a session's token comes from in a request, and the proof that a cookie was not sent by another site.

A cookie is sent by the browser for anybody's page, so an unsafe request that relies on one must also carry a token that
only our own pages can read. It is derived from the session's, so there is nothing to store.
"""

import hashlib
import hmac
from typing import NamedTuple

from aiohttp import web

from cloud.http.problems import CrossSite
from cloud.http.routes import SAFE_METHODS

SESSION_COOKIE = "wattlend_session"
CSRF_COOKIE = "wattlend_csrf"
CSRF_HEADER = "X-CSRF-Token"
_BEARER = "Bearer "
# A token has 43 characters; whatever is longer by far is no token of ours and need not be hashed.
_LONGEST = 128


class Token(NamedTuple):
    """A presented token; not yet believed."""

    text: str
    from_cookie: bool


def presented(request: web.Request) -> Token | None:
    """Return the token that `request` presents, as a header before a cookie; None if there is none."""
    header = request.headers.get("Authorization")
    if header is not None:
        text = header[len(_BEARER) :].strip()
        return Token(text, False) if header[: len(_BEARER)].title() == _BEARER and 0 < len(text) <= _LONGEST else None
    if "Cookie" not in request.headers:
        return None
    text = request.cookies.get(SESSION_COOKIE, "")
    return Token(text, True) if 0 < len(text) <= _LONGEST else None


def csrf_token(session_token: str) -> str:
    """Return the token that our pages must send beside the cookie of this session."""
    return hashlib.sha256(b"wattlend csrf " + session_token.encode()).hexdigest()[:32]


def check_same_site(request: web.Request, token: Token) -> None:
    """Raise CrossSite for an unsafe request that a foreign page could have made."""
    if not token.from_cookie or request.method in SAFE_METHODS:
        return
    if (
        request.headers.get("Origin") != "null"
    ):  # what a browser says that keeps its origin to itself; the token decides
        check_origin(request)
    given = request.headers.get(CSRF_HEADER, "")
    if not hmac.compare_digest(given.encode(), csrf_token(token.text).encode()):
        raise CrossSite(f"send the value of the cookie {CSRF_COOKIE} as {CSRF_HEADER}")


def check_origin(request: web.Request) -> None:
    """Raise CrossSite if a browser says that another site's page makes this request."""
    origin = request.headers.get("Origin")
    if origin is not None and origin.rpartition("://")[2] != request.host:
        raise CrossSite(f"pages of {origin} may not do this")


def set_cookies(response: web.StreamResponse, session_token: str, max_age_s: int, secure: bool) -> None:
    """Have the browser keep the session (out of reach of scripts) and its CSRF token (for our scripts)."""
    for name, value, hidden in (
        (SESSION_COOKIE, session_token, True),
        (CSRF_COOKIE, csrf_token(session_token), False),
    ):
        response.set_cookie(name, value, max_age=max_age_s, path="/", secure=secure, httponly=hidden, samesite="Strict")


def drop_cookies(response: web.StreamResponse, secure: bool) -> None:
    """Have the browser forget the session."""
    for name, hidden in ((SESSION_COOKIE, True), (CSRF_COOKIE, False)):
        response.del_cookie(name, path="/", secure=secure, httponly=hidden, samesite="Strict")
