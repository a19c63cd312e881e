"""The languages that people are answered in: which there are, which one a request wants, and what a sentence is in it.

Sources are English; each other language has a catalogue (gettext, `locale/*.po`) that is read at start. Knows no page.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib import resources
from io import BytesIO

from aiohttp import web
from babel import Locale
from babel.messages.pofile import read_po

COOKIE = "wattlend_language"
PARAMETER = "lang"
KEPT_FOR_S = 365 * 24 * 3600
LONGEST_HEADER = 256  # whatever is longer names more languages than anybody speaks


@dataclass(frozen=True, eq=False)
class Language:
    """One language: `code` in addresses and cookies, `tag` for HTML and HTTP, `locale` for numbers and dates."""

    code: str
    tag: str
    name: str
    locale: Locale
    sentences: Mapping[str, str]

    def say(self, sentence: str) -> str:
        """Return `sentence` (English) in this language; the English one if it is not known."""
        return self.sentences.get(sentence, sentence)

    def count(self, one: str, many: str, number: int) -> str:
        """Return the form of a sentence that fits `number`; the English forms if it is not known."""
        return self.sentences.get(one) or (one if number == 1 else many)


def catalogue(code: str) -> dict[str, str]:
    """Return the sentences of a language by their English; raises PoFileError for a broken catalogue."""
    data = resources.files("cloud.http").joinpath("locale", f"{code}.po").read_bytes()
    read = read_po(BytesIO(data), locale=code, abort_invalid=True)
    return {_first(message.id): _first(message.string) for message in read if message.id and message.string}


@cache
def languages() -> Mapping[str, Language]:
    """Return all languages by code, English first."""
    return {
        "en": Language("en", "en", "English", Locale("en"), {}),
        "zh": Language("zh", "zh-Hans", "中文", Locale("zh", "CN", "Hans"), catalogue("zh")),
    }


def language_of(request: web.Request) -> Language:
    """Return the language that `request` wants: by its address, else its cookie, else its header, else English."""
    known = languages()
    for code in (request.query.get(PARAMETER), request.cookies.get(COOKIE) if "Cookie" in request.headers else None):
        if code is not None and code in known:
            return known[code]
    return known[preferred(request.headers.get("Accept-Language", ""))]


@lru_cache(maxsize=256)
def preferred(header: str) -> str:
    """Return the code of the language that an Accept-Language header (RFC 9110) likes best, "en" if it likes none of ours."""
    best, best_quality = "en", 0.0
    for part in header[:LONGEST_HEADER].split(","):
        tag, _, parameter = part.strip().partition(";")
        code = tag.strip().lower().partition("-")[0]
        quality = _quality(parameter.strip())
        if code in languages() and quality > best_quality:
            best, best_quality = code, quality
    return best


def keep_language(response: web.StreamResponse, language: Language, secure: bool) -> None:
    """Have the browser ask for `language` from now on."""
    response.set_cookie(
        COOKIE, language.code, max_age=KEPT_FOR_S, path="/", secure=secure, httponly=True, samesite="Lax"
    )


def sentence(text: str) -> str:
    """Return `text` as it is: marks a sentence that is translated where it is shown."""
    return text


def _quality(parameter: str) -> float:
    if not parameter:
        return 1.0
    name, _, value = parameter.partition("=")
    try:
        return min(float(value), 1.0) if name.strip() == "q" else 0.0
    except ValueError:
        return 0.0


def _first(text: str | tuple[str, ...] | list[str]) -> str:
    return text if isinstance(text, str) else text[0]
