"""A served API that outlives single tests, and calls on any row of its table by anybody; made of tests.support.access_matrix."""

import json
import secrets
import sqlite3

from tests.support import access_matrix
from tests.support.access_matrix import Fate, Role, fill
from tests.support.examples import takes_key

REFUSALS = {
    "/problems/unauthenticated": Fate.SIGN_IN_FIRST,
    "/problems/forbidden": Fate.FORBIDDEN,
    "/problems/not-found": Fate.MISSING,
}


class World:
    """The served API, an organisation that every row is tried on anew, and another one that never changes."""

    def __init__(self, api, folder, other, stranger):
        self.api = api
        self.other = other
        self.stranger = stranger
        self.side = None
        self._look = sqlite3.connect(f"{folder}/cloud.db")

    def close(self):
        self._look.close()

    def contents(self):
        """Return all rows of all tables."""
        names = [name for (name,) in self._look.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        return {name: self._look.execute(f"SELECT * FROM {name}").fetchall() for name in names}  # noqa: S608

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
        self.api.client.session.cookie_jar.clear()
        extra = {"Idempotency-Key": secrets.token_hex(8)} if takes_key(route) else {}
        path = fill(route.path, objects)
        async with self.api.client.request(route.method, path, json=body, headers=headers | extra) as answer:
            return answer.status, dict(answer.headers), await answer.read()


def seen(status, body):
    """Return what became of a call by its answer."""
    assert status < 500, body
    kind = json.loads(body).get("type", "") if status >= 400 else ""
    return REFUSALS.get(kind, Fate.REACHED)


def plain(answer, objects):
    """Return an answer without its date, and without the ids that it was asked for."""
    status, headers, body = answer
    text = body.decode()
    for value in objects.values():
        text = text.replace(value, "<id>")
    return status, {name: value for name, value in headers.items() if name != "Date"}, text


def row(route):
    return f"{route.method} {route.path}"
