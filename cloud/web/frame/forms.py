"""Bodies of forms: read, shown to come from our own pages, and turned into the structure that a route declares."""

import hmac
from typing import Any, get_origin
from urllib.parse import parse_qsl

import msgspec
from aiohttp import web

from cloud.domain.problems import InvalidRequest
from cloud.http.problems import CrossSite, MalformedBody, UnsupportedMediaType
from cloud.http.request_parts import read_body
from cloud.http.tokens import CSRF_HEADER, Token, check_origin, csrf_token

CSRF_FIELD = "csrf"
CONTENT_TYPE = "application/x-www-form-urlencoded"
MOST_FIELDS = 200
LONGEST_NUMBER = 19


async def read_form(request: web.Request, kind: type | None, token: Token | None) -> Any:
    """Return the form as a `kind`; raises CrossSite, MalformedBody, UnsupportedMediaType or InvalidRequest."""
    check_origin(request)
    if request.content_type != CONTENT_TYPE and request.can_read_body:
        raise UnsupportedMediaType("a form is sent as " + CONTENT_TYPE)
    fields = parse_fields(await read_body(request))
    given = fields.pop(CSRF_FIELD, [""])[-1] or request.headers.get(CSRF_HEADER, "")
    if token is not None and not hmac.compare_digest(given.encode(), csrf_token(token.text).encode()):
        raise CrossSite("open the page again and send its form")
    return None if kind is None else convert(fields, kind)


def parse_fields(body: bytes) -> dict[str, list[str]]:
    """Return each field's values; raises MalformedBody."""
    try:
        pairs = parse_qsl(body.decode("ascii"), keep_blank_values=True, errors="strict", max_num_fields=MOST_FIELDS)
    except ValueError as error:
        raise MalformedBody("this is not a form") from error
    fields: dict[str, list[str]] = {}
    for name, value in pairs:
        fields.setdefault(name, []).append(value)
    return fields


def convert(fields: dict[str, list[str]], kind: type) -> Any:
    """Return the fields as a `kind`: numbers from their digits, lists for fields that may come more than once."""
    declared = {field.name: field.type for field in msgspec.structs.fields(kind)}
    found: dict[str, Any] = {}
    for name, values in fields.items():
        if get_origin(declared.get(name)) is list:
            found[name] = values
            continue
        if len(values) > 1:
            raise InvalidRequest(f"{name} is there twice")
        found[name] = _whole(name, values[0]) if _is_number(declared.get(name)) else values[0]
    try:
        return msgspec.convert(found, kind, strict=False)
    except msgspec.ValidationError as error:
        raise InvalidRequest(str(error)) from error


def _is_number(kind: Any) -> bool:
    return int in (kind, getattr(kind, "__origin__", None))


def _whole(name: str, text: str) -> int:
    digits = text.removeprefix("-")
    if not (digits.isascii() and digits.isdigit() and len(digits) <= LONGEST_NUMBER):
        raise InvalidRequest(f"{name} is a whole number")
    return int(text)
