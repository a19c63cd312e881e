"""Renders templates in a person's language, under a policy that lets nothing of anybody else in."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import tzinfo
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

from aiohttp import web
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from cloud.http.languages import Language, language_of, languages
from cloud.http.tokens import csrf_token, presented
from cloud.services.ports.world import Entropy
from cloud.web.frame.addresses import own_path
from cloud.web.frame.asset_files import Assets
from cloud.web.frame.formats import Formats
from cloud.web.frame.options import DemoLogin
from cloud.web.frame.zones import zone_name, zone_of

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)
HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": POLICY,
    "Content-Type": "text/html; charset=utf-8",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=(self)",
    "Referrer-Policy": "same-origin",
    "Vary": "Accept-Language, Cookie",
    "X-Content-Type-Options": "nosniff",
}
ROOMS = Path(__file__).parents[1]  # each subject keeps its templates beside its handlers; their names are unique
EXTENSIONS = ["jinja2.ext.i18n", "jinja2.ext.do"]


def make_environment() -> Environment:
    """Return the environment without the functions of a language; what extracts sentences uses it as well."""
    return Environment(
        loader=FileSystemLoader(sorted(ROOMS.glob("*/templates"))),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=EXTENSIONS,
    )


@dataclass(frozen=True)
class Frame:
    """What every page is told beside its own values."""

    language: Language
    path: str
    signed_in: bool
    csrf: str
    switches: list[tuple[Language, str]]
    zone: tzinfo
    zone_name: str


class Renderer:
    """One Jinja environment for each language, each template compiled once in each."""

    def __init__(self, assets: Assets, entropy: Entropy, demo: DemoLogin | None) -> None:
        self._environments = {code: _of_language(language) for code, language in languages().items()}
        for environment in self._environments.values():
            environment.globals.update(asset=assets.address, new_key=entropy.id, demo=demo)

    def render(self, request: web.Request, template: str, values: Mapping[str, Any], status: int = 200) -> web.Response:
        """Return the page as aiohttp sends it."""
        frame = _frame(request)
        environment = self._environments[frame.language.code]
        text = environment.get_template(template).render(frame=frame, **values)
        headers = {**HEADERS, "Content-Language": frame.language.tag}
        return web.Response(body=text.encode(), status=status, headers=headers)


def _of_language(language: Language) -> Environment:
    environment = make_environment()
    environment.install_gettext_callables(  # type: ignore[attr-defined]  # comes with the extension
        language.say, language.count, newstyle=True
    )
    formats = Formats(language)
    for name in ("money", "minor", "moment", "iso", "distance", "duration", "clock"):
        environment.filters[name] = getattr(formats, name)
    return environment


def _frame(request: web.Request) -> Frame:
    token = presented(request)
    safe = request.method in ("GET", "HEAD")
    path = own_path(quote(request.path)) if safe else "/"
    query = [(name, value) for name, value in request.query.items() if name != "lang"] if safe else []
    zone = zone_of(request)
    return Frame(
        language=language_of(request),
        path=path,
        signed_in=token is not None,
        csrf="" if token is None else csrf_token(token.text),
        switches=[(each, f"{path}?{urlencode([*query, ('lang', each.code)])}") for each in languages().values()],
        zone=zone,
        zone_name=zone_name(zone),
    )
