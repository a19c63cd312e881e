"""A served API that outlives single tests, and calls on any row of its table by anybody; made of tests.support.access_matrix."""

import json
import re
import secrets
import sqlite3
from urllib.parse import urlencode

from cloud.api.table import ROUTES
from cloud.domain.problems import Forbidden, NotFound
from cloud.http.routes import Access
from cloud.http.tokens import csrf_token
from cloud.web.table import PAGES
from tests.support import access_matrix
from tests.support.access_matrix import Fate, Role, fill
from tests.support.examples import takes_key

EVERY_ROW = [*ROUTES, *PAGES]
REFUSALS = {
    "/problems/unauthenticated": Fate.SIGN_IN_FIRST,
    "/problems/forbidden": Fate.FORBIDDEN,
    "/problems/not-found": Fate.MISSING,
}
HEADINGS = {
    Forbidden.title: Fate.FORBIDDEN,
    NotFound.title: Fate.MISSING,
    "This code leads to no cabinet": Fate.MISSING,  # a sticker's own page for it
}
FORM = "application/x-www-form-urlencoded"


class World:
    """The served API, an organisation that every row is tried on anew, and another one that never changes."""

    def __init__(self, api, folder, other, stranger):
        self.api = api
        self.other = other
        self.stranger = stranger
        self.side = self.whole = None
        self._look = sqlite3.connect(f"{folder}/cloud.db")

    def close(self):
        self._look.close()

    def version(self):
        """Return a number that is another one as soon as anybody has changed the database (SQLite, PRAGMA data_version)."""
        return self._look.execute("PRAGMA data_version").fetchone()[0]

    def account(self, role):
        others = {Role.STRANGER: self.stranger, Role.OTHER_OPERATOR: self.other.accounts[Role.OPERATOR]}
        return {**others, **self.side.accounts}.get(role, self.side.accounts[Role.MEMBER])

    async def headers(self, role):
        """Return the headers of a new session of `role`."""
        if role is Role.NOBODY:
            return {}
        if role is Role.FORGER:
            return {"Authorization": "Bearer " + secrets.token_urlsafe(32)}
        return {"Authorization": "Bearer " + await access_matrix.session(self.api, self.account(role), role)}

    def known(self, role):
        """Return what `role` names in bodies: what is its own."""
        return self.other.objects if role is Role.OTHER_OPERATOR else self.side.objects

    async def call(self, route, objects, headers, body=None):
        """Return status, headers and bytes of the answer; a page is sent its form, with the token of the session."""
        self.api.client.session.cookie_jar.clear()
        extra = {"Idempotency-Key": secrets.token_hex(8)} if takes_key(route) else {}
        content = form(body, headers) if is_page(route) else {"json": body}
        extra |= content.pop("headers", {})
        async with self.api.client.request(
            route.method, fill(route.path, objects), headers=headers | extra, allow_redirects=False, **content
        ) as answer:
            return answer.status, dict(answer.headers), await answer.read()


def is_page(route):
    return any(route is page for page in PAGES)


def form(body, headers):
    """Return how a browser sends a page's form, for the session that `headers` present."""
    if body is None:
        return {}
    fields = {name: str(value).lower() if isinstance(value, bool) else value for name, value in body.items()}
    if "Authorization" in headers:
        fields["csrf"] = csrf_token(headers["Authorization"].removeprefix("Bearer "))
    return {"data": urlencode(fields, doseq=True, errors="replace"), "headers": {"Content-Type": FORM}}


def seen(answer):
    """Return what became of a call by its answer: a problem document, a page with a heading, or the way to sign in."""
    status, headers, body = answer
    assert status < 500, body
    if status == 303 and headers["Location"].startswith("/sign-in"):
        return Fate.SIGN_IN_FIRST
    if status < 400:
        return Fate.REACHED
    if headers["Content-Type"].startswith("text/html"):
        heading = re.search(r"<h1>(.*?)</h1>", body.decode(), re.DOTALL)
        return HEADINGS.get(heading and heading[1].strip(), Fate.REACHED)
    return REFUSALS.get(json.loads(body)["type"], Fate.REACHED)


def careless(route, answer):
    """Tell whether an answer may be kept by caches, taken for another type, or framed by another site."""
    _, headers, _ = answer
    is_text = headers.get("Content-Type", "").startswith(("text/html", "application/"))
    kept = headers.get("Cache-Control") != "no-store" and (route.access is not Access.ANYONE or not is_page(route))
    guessed = is_text and headers.get("X-Content-Type-Options") != "nosniff"
    policy = headers.get("Content-Security-Policy", "")
    framed = (
        is_page(route) and is_text and not {"frame-ancestors 'none'", "default-src 'none'"} <= set(policy.split("; "))
    )
    return kept or guessed or framed or "unsafe-" in policy


def plain(answer, objects):
    """Return an answer without its date, and without the ids that it was asked for."""
    status, headers, body = answer
    text = body.decode()
    for value in objects.values():
        text = text.replace(value, "<id>")
    return status, {name: value for name, value in headers.items() if name != "Date"}, text


def row(route):
    return f"{route.method} {route.path}"
