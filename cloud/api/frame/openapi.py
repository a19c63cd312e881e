"""The OpenAPI 3.1 document, derived from the route table and the structures that it names."""

import re
from collections.abc import Mapping, Sequence
from importlib.metadata import version
from typing import Any

import msgspec

from cloud.domain.people.refusals import Unauthenticated
from cloud.domain.problems import Forbidden, InvalidRequest, Problem
from cloud.http.problems import (
    CONTENT_TYPE,
    CrossSite,
    MalformedBody,
    ProblemDocument,
    UnsupportedMediaType,
)
from cloud.http.routes import SAFE_METHODS, Access, Route
from cloud.http.tokens import SESSION_COOKIE

_REFERENCE = "#/components/schemas/{name}"
_MEDIA = {dict[str, object]: "application/json", str: "text/plain"}


def document(routes: Sequence[Route]) -> dict[str, Any]:
    """Return the document; problems are listed for each route, with their stable types."""
    types = _types(routes)
    schemas, components = msgspec.json.schema_components(types, schema_hook=_anything, ref_template=_REFERENCE)
    schema_of = dict(zip(map(repr, types), schemas, strict=True))
    paths: dict[str, dict[str, Any]] = {}
    for route in routes:
        paths.setdefault(route.path, {})[route.method.lower()] = _operation(route, schema_of)
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Wattlend",
            "version": version("wattlend"),
            "description": "Shared charging. Times are UTC milliseconds, money integer minor units, places micro-degrees.",
            "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
        },
        "paths": paths,
        "components": {
            "schemas": components,
            "securitySchemes": {
                "bearer": {"type": "http", "scheme": "bearer"},
                "cookie": {"type": "apiKey", "in": "cookie", "name": SESSION_COOKIE},
            },
        },
    }


def encoded(routes: Sequence[Route]) -> bytes:
    """Return the document as JSON."""
    return msgspec.json.encode(document(routes))


def _anything(kind: type) -> dict[str, Any]:
    """Return the schema of `object`: whatever JSON holds. msgspec asks for what it does not know itself."""
    if kind is not object:
        raise NotImplementedError(f"the API shows a {kind.__name__}, which has no schema")
    return {"description": "any JSON value"}


def _types(routes: Sequence[Route]) -> list[Any]:
    named: dict[str, Any] = {repr(ProblemDocument): ProblemDocument}
    for route in routes:
        for kind in (*route.answers.values(), route.body):
            if kind is not None:
                named[repr(kind)] = kind
    return list(named.values())


def _operation(route: Route, schema_of: Mapping[str, Any]) -> dict[str, Any]:
    operation: dict[str, Any] = {
        "operationId": route.name,
        "summary": route.summary,
        "parameters": _parameters(route),
        "responses": _responses(route, schema_of),
        "security": [] if route.access is Access.ANYONE else [{"bearer": []}, {"cookie": []}],
        "x-access": route.access.value,
    }
    if route.body is not None:
        content = {"application/json": {"schema": schema_of[repr(route.body)]}}
        operation["requestBody"] = {"required": True, "content": content}
    return operation


def _parameters(route: Route) -> list[dict[str, Any]]:
    in_path = [
        {"name": name, "in": "path", "required": True, "schema": {"type": "string"}}
        for name in re.findall(r"{(\w+)}", route.path)
    ]
    others = [
        {
            "name": parameter.name,
            "in": parameter.place,
            "description": parameter.description,
            "required": parameter.required,
            "schema": dict(parameter.schema),
        }
        for parameter in route.parameters
    ]
    return in_path + others


def _responses(route: Route, schema_of: Mapping[str, Any]) -> dict[str, Any]:
    responses: dict[str, Any] = {}
    for status, kind in route.answers.items():
        responses[str(int(status))] = {"description": route.summary if status < 400 else "Not now"}
        if kind is not None:
            media = _MEDIA.get(kind, "application/json")
            responses[str(int(status))]["content"] = {media: {"schema": schema_of[repr(kind)]}}
    by_status: dict[int, list[type[Problem]]] = {}
    for problem in _problems(route):
        by_status.setdefault(problem.status, []).append(problem)
    for status, kinds in sorted(by_status.items()):
        listed = "; ".join(sorted(f"`{kind.slug}`: {kind.title}" for kind in kinds))
        content = {CONTENT_TYPE: {"schema": schema_of[repr(ProblemDocument)]}}
        responses.setdefault(str(status), {"description": listed, "content": content})
    return responses


def _problems(route: Route) -> set[type[Problem]]:
    kinds = set(route.problems)
    if route.access is not Access.ANYONE:
        kinds.add(Unauthenticated)
        if route.method not in SAFE_METHODS:
            kinds.add(CrossSite)
    if route.access is Access.OPERATOR:
        kinds.add(Forbidden)
    if route.body is not None:
        kinds |= {MalformedBody, UnsupportedMediaType, InvalidRequest}
    return kinds
