"""A route as data: what it answers to, who may call it, what goes in and out. Everything else is derived from it.

Serving, the OpenAPI document and the tests of who may reach what read the same rows, so none of them can forget one.
"""

import enum
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from cloud.domain.problems import Problem

PREFIX = "/api/v1"
METHODS_WITH_BODY = ("POST", "PUT", "PATCH")
SAFE_METHODS = ("GET", "HEAD", "OPTIONS")


class Access(enum.Enum):
    """Who may call a route. Whose objects they then see is the service's question."""

    ANYONE = "anyone"
    MEMBER = "member"  # has a session
    OPERATOR = "operator"  # has a session, and operates an organisation


class Owner(enum.Enum):
    """Whose object the path of a route names. To everybody else it looks like a missing one (INV-31)."""

    NOBODY = "nobody"  # the path names none
    ACCOUNT = "account"  # whoever is signed in must own it
    ORGANISATION = "organisation"  # operators of its organisation
    PUBLIC = "public"  # whoever may call the route may read it


@dataclass(frozen=True, slots=True)
class Parameter:
    """A query parameter or header that a route reads."""

    name: str
    place: str  # query, header
    description: str
    schema: Mapping[str, Any]
    required: bool = False


@dataclass(frozen=True, slots=True)
class Route:
    """One row. `handle` takes a call and returns a reply; `answers` maps each status to the type of its body, or None."""

    method: str
    path: str
    access: Access
    handle: Callable[[Any], Awaitable[Any]]
    summary: str
    answers: Mapping[int, Any]
    body: type | None = None
    parameters: Sequence[Parameter] = ()
    problems: Sequence[type[Problem]] = ()
    owner: Owner = Owner.NOBODY

    @property
    def name(self) -> str:
        """A name that no other route has: the handler's."""
        return self.handle.__name__


class BadRouteTable(Exception):
    """The table cannot be served; the message names the row and what is wrong with it."""


def check(routes: Sequence[Route]) -> None:
    """Raise BadRouteTable for a row without an access rule, or one that contradicts itself or another."""
    seen: set[object] = set()
    for route in routes:
        row = f"{route.method} {route.path}"
        if not isinstance(route.access, Access):
            raise BadRouteTable(f"{row}: says not who may call it; give it an Access")
        if not route.answers:
            raise BadRouteTable(f"{row}: says not what it answers")
        if ("{" in route.path) is not (route.owner is not Owner.NOBODY):
            raise BadRouteTable(
                f"{row}: whose object does its path name? Give it an Owner if it names one, and only then"
            )
        if route.owner is Owner.ACCOUNT and route.access is Access.ANYONE:
            raise BadRouteTable(f"{row}: an account's own object is for members only")
        if route.owner is Owner.ORGANISATION and route.access is not Access.OPERATOR:
            raise BadRouteTable(f"{row}: an organisation's object is for operators only")
        if (route.body is not None) and route.method not in METHODS_WITH_BODY:
            raise BadRouteTable(f"{row}: takes a body, which {route.method} has none of")
        for key in ((route.method, route.path), route.name):
            if key in seen:
                raise BadRouteTable(f"{row}: {key} is there twice")
            seen.add(key)
