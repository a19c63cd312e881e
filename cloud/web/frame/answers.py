"""What a page's handler gives back: a page to be rendered, or another address to go to."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web

Finish = Callable[[web.Response], None]


@dataclass(frozen=True, slots=True)
class Page:
    """A template and its values. `finish` may set cookies on the answer."""

    template: str
    values: Mapping[str, Any] = field(default_factory=dict)
    status: int = 200
    finish: Finish | None = None


@dataclass(frozen=True, slots=True)
class Redirect:
    """See `to` instead (303): the answer to every form that was taken, so that reloading repeats nothing."""

    to: str
    finish: Finish | None = None


Answer = Page | Redirect | web.StreamResponse
