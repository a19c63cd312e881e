"""Serves the page, its style and its script, under a policy that lets nothing else in.

Knows the page's template and whether a demo login is shown; everything on the page comes from the API.
"""

import hashlib
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from importlib import resources

from aiohttp import web
from jinja2 import Environment, PackageLoader, StrictUndefined

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
_HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=()",
}
_ASSETS = {"app.css": "text/css", "app.js": "text/javascript", "icon.svg": "image/svg+xml"}

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


@dataclass(frozen=True)
class DemoLogin:
    """A login that the page offers. Exists in demo mode only, with a random password."""

    email: str
    password: str


def page_routes(demo: DemoLogin | None = None, problems: Sequence[tuple[str, str, int]] = ()) -> list[web.RouteDef]:
    """Return the routes of the pages; `problems` are (slug, title, status) for the page that explains problem types."""
    environment = Environment(
        loader=PackageLoader("cloud.web", "templates"), autoescape=True, undefined=StrictUndefined, trim_blocks=True
    )
    assets = {name: resources.files("cloud.web").joinpath("assets", name).read_bytes() for name in _ASSETS}
    versions = {name: hashlib.sha256(data).hexdigest()[:12] for name, data in assets.items()}
    index = environment.get_template("index.html").render(demo=demo, versions=versions)
    explained = environment.get_template("problems.html").render(problems=problems, versions=versions)
    routes = [
        web.get("/", _page(index.encode(), "text/html")),
        web.get("/problems/{slug}", _page(explained.encode(), "text/html")),
    ]
    routes += [web.get(f"/assets/{name}", _page(data, _ASSETS[name], lasting=True)) for name, data in assets.items()]
    return routes


def _page(body: bytes, content_type: str, *, lasting: bool = False) -> Handler:
    # An asset's address carries its hash, so what is kept is never stale.
    caching = "public, max-age=31536000, immutable" if lasting else "no-cache"
    headers = {**_HEADERS, "Cache-Control": caching, "Content-Type": f"{content_type}; charset=utf-8"}

    async def send(_request: web.Request) -> web.Response:
        return web.Response(body=body, headers=headers)

    return send
