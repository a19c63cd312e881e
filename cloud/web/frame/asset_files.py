"""Styles, scripts and pictures: read once, served under addresses that carry their hash and may be kept for ever."""

import hashlib
from collections.abc import Awaitable, Callable
from importlib import resources
from pathlib import Path

from aiohttp import web

TYPES = {
    "app.css": "text/css",
    "live.js": "text/javascript",
    "place.js": "text/javascript",
    "icon.svg": "image/svg+xml",
    "htmx.js": "text/javascript",
}
_HEADERS = {"Cache-Control": "public, max-age=31536000, immutable", "X-Content-Type-Options": "nosniff"}


class MissingAsset(Exception):
    """A file of the pages is not there; the message says which, and what to do."""


class Assets:
    """All assets by name."""

    def __init__(self, htmx: Path) -> None:
        folder = resources.files("cloud.web").joinpath("assets")
        self._data = {name: folder.joinpath(name).read_bytes() for name in TYPES if name != "htmx.js"}
        try:
            self._data["htmx.js"] = htmx.read_bytes()
        except OSError as error:
            raise MissingAsset(
                f"htmx, the pages' script library, cannot be read ({error}): run `make setup`"
            ) from error
        self._versions = {name: hashlib.sha256(data).hexdigest()[:12] for name, data in self._data.items()}

    def address(self, name: str) -> str:
        """Return where a page finds the asset; another address for any other content."""
        return f"/assets/{name}?{self._versions[name]}"

    def routes(self) -> list[web.RouteDef]:
        """Return what serves them."""
        return [web.get(f"/assets/{name}", _serve(data, TYPES[name])) for name, data in self._data.items()]


def _serve(data: bytes, content_type: str) -> Callable[[web.Request], Awaitable[web.Response]]:
    headers = {**_HEADERS, "Content-Type": f"{content_type}; charset=utf-8"}

    async def send(_request: web.Request) -> web.Response:
        return web.Response(body=data, headers=headers)

    return send
