"""What a handler is given and what it gives back. A handler reaches the store only through its call, so never unauthorised.

The session is looked up inside the same transaction as the use case that follows: one transaction a request, and a
session that was closed a moment ago is closed.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, TypeVar

import msgspec
from aiohttp import web

from cloud.domain.people.refusals import Unauthenticated
from cloud.domain.problems import Forbidden
from cloud.http.context import Context
from cloud.http.languages import Language, language_of
from cloud.http.problems import InvalidParameter
from cloud.http.routes import Access
from cloud.http.tokens import Token
from cloud.services.people.sessions import Authenticated, authenticate
from cloud.services.ports.store import Unit
from cloud.services.ports.world import Ports

T = TypeVar("T")
Work = Callable[[Unit], T]
MemberWork = Callable[[Unit, Authenticated], T]


@dataclass(slots=True)
class Reply:
    """What is sent back: `view` is encoded as JSON, bytes are sent as they are (already JSON), None is no body."""

    status: int
    view: Any = None
    headers: dict[str, str] = field(default_factory=dict)
    finish: Callable[[web.Response], None] | None = None


class Call:
    """One request on a route that anyone may call. `body` is decoded and checked."""

    __slots__ = ("body", "context", "request")

    def __init__(self, context: Context, request: web.Request, body: Any) -> None:
        self.context = context
        self.request = request
        self.body = body

    @property
    def ports(self) -> Ports:
        """Clock, entropy, vault and settings for use cases."""
        return self.context.ports

    @property
    def address(self) -> str:
        """The address of whoever asks."""
        if self.context.behind_proxy:
            # Each proxy appends whom it heard it from, in the last line or in one of its own: only the last word is ours.
            said = self.request.headers.getall("X-Forwarded-For", [""])
            return said[-1].rpartition(",")[2].strip()
        return self.request.remote or ""

    @property
    def language(self) -> Language:
        """The language that whoever asks is answered in."""
        return language_of(self.request)

    def path(self, name: str) -> str:
        """Return a part of the path."""
        return self.request.match_info[name]

    def query_int(self, name: str, default: int, lowest: int, highest: int) -> int:
        """Return a whole number from the query; raises InvalidParameter."""
        text = self.request.query.get(name)
        return default if text is None else parse_int(name, text, lowest, highest)

    async def open_write(self, work: Work[T]) -> T:
        """Run `work` in a transaction, for whoever asks."""
        return await self.context.store.write(work)

    async def open_read(self, work: Work[T]) -> T:
        """Run `work`, which only looks, for whoever asks."""
        return await self.context.store.read(work)


class MemberCall(Call):
    """One request on a route for those with a session."""

    __slots__ = ("token",)

    def __init__(self, context: Context, request: web.Request, body: Any, token: Token) -> None:
        super().__init__(context, request, body)
        self.token = token

    async def write(self, work: MemberWork[T]) -> T:
        """Run `work` in a transaction once the session is found valid; raises Unauthenticated or Forbidden."""
        return await self.context.store.write(lambda unit: work(unit, self._who(unit)))

    async def read(self, work: MemberWork[T]) -> T:
        """Run `work`, which only looks, once the session is found valid; raises Unauthenticated or Forbidden."""
        return await self.context.store.read(lambda unit: work(unit, self._who(unit)))

    def _who(self, unit: Unit) -> Authenticated:
        return authenticate(unit, self.context.ports, self.token.text)


class OperatorCall(MemberCall):
    """One request on a route for those who operate an organisation."""

    __slots__ = ()

    def _who(self, unit: Unit) -> Authenticated:
        who = super()._who(unit)
        if not unit.organisations.operated_by(who.account_id):
            raise Forbidden
        return who


def make_call(context: Context, access: Access, request: web.Request, body: Any, token: Token | None) -> Call:
    """Return the call that a route with `access` gets; raises Unauthenticated."""
    if access is Access.ANYONE:
        return Call(context, request, body)
    if token is None:
        raise Unauthenticated
    kind = OperatorCall if access is Access.OPERATOR else MemberCall
    return kind(context, request, body, token)


def parse_int(name: str, text: str, lowest: int, highest: int) -> int:
    """Return a whole number written plainly; raises InvalidParameter that names the parameter and what is allowed."""
    digits = text.removeprefix("-")
    if digits.isascii() and digits.isdigit() and len(digits) <= 19 and lowest <= int(text) <= highest:
        return int(text)
    raise InvalidParameter(f"{name} is a whole number from {lowest} to {highest}")


encode = msgspec.json.Encoder().encode
