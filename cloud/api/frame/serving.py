"""Makes an aiohttp handler of each route: token, body, the handler itself, JSON out, problems, metrics. One layer, no more."""

import time
from collections.abc import Awaitable, Callable
from typing import Any

import msgspec
from aiohttp import web

from cloud.domain.problems import InvalidRequest, Problem
from cloud.http import problems, tokens
from cloud.http.call import Reply, encode, make_call
from cloud.http.context import Context
from cloud.http.languages import Language, language_of
from cloud.http.refusals import add_headers, as_problem, of_http
from cloud.http.request_parts import read_body
from cloud.http.routes import METHODS_WITH_BODY, Access, Route

_HEADERS = {"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff"}
_JSON_HEADERS = {**_HEADERS, "Content-Type": "application/json"}
_PROBLEM_HEADERS = {**_HEADERS, "Content-Type": problems.CONTENT_TYPE}

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]
Decode = Callable[[bytes], Any]


def serve(route: Route, context: Context) -> Handler:
    """Return the aiohttp handler of `route`."""
    decode: Decode | None = msgspec.json.Decoder(route.body).decode if route.body else None
    observe = context.metrics.of_route(route)
    takes_body = route.method in METHODS_WITH_BODY

    async def answer(request: web.Request) -> web.StreamResponse:
        token = tokens.presented(request)
        if token is not None:
            tokens.check_same_site(request, token)
        if token is None and route.access is not Access.ANYONE:
            make_call(context, route.access, request, None, None)  # refuses before the body is looked at
        body = await _body(request, decode) if takes_body else None
        reply = await route.handle(make_call(context, route.access, request, body, token))
        return reply if isinstance(reply, web.StreamResponse) else response(reply)

    async def handler(request: web.Request) -> web.StreamResponse:
        started = time.perf_counter()
        try:
            answered = await answer(request)
        except Exception as error:  # noqa: BLE001 - the last line before the wire: every error becomes a document
            answered = problem_response(as_problem(error), language_of(request))
        observe(answered.status, time.perf_counter() - started)
        return answered

    return handler


def response(reply: Reply) -> web.Response:
    """Return `reply` as aiohttp sends it."""
    if reply.view is None:
        made = web.Response(status=reply.status, headers={**_HEADERS, **reply.headers})
    else:
        body = reply.view if type(reply.view) is bytes else encode(reply.view)
        headers = {**_JSON_HEADERS, **reply.headers} if reply.headers else _JSON_HEADERS
        made = web.Response(status=reply.status, body=body, headers=headers)
    if reply.finish is not None:
        reply.finish(made)
    return made


def problem_response(problem: Problem, language: Language) -> web.Response:
    """Return the problem document of a refusal, its title in `language`."""
    document = problems.document(problem, language)
    headers = {**_PROBLEM_HEADERS, "Content-Language": language.tag}
    made = web.Response(status=problem.status, body=encode(document), headers=headers)
    if problem.status == 401:
        made.headers["WWW-Authenticate"] = "Bearer"
    add_headers(made, problem)
    return made


@web.middleware
async def problem_documents(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Turn what aiohttp itself refuses (no such path, no such method) into problem documents."""
    try:
        return await handler(request)
    except web.HTTPException as error:
        if error.status < 400:
            raise
        made = problem_response(of_http(error), language_of(request))
        if isinstance(error, web.HTTPMethodNotAllowed):
            made.headers["Allow"] = error.headers["Allow"]
        return made


async def _body(request: web.Request, decode: Decode | None) -> Any:
    if decode is None:
        return None
    media_type = request.headers.get("Content-Type", "")
    if media_type != "application/json" and request.content_type != "application/json":
        raise problems.UnsupportedMediaType
    data = await read_body(request)
    try:
        return decode(data)
    except msgspec.ValidationError as error:
        raise InvalidRequest(str(error)) from error
    except (msgspec.DecodeError, RecursionError, UnicodeDecodeError) as error:
        raise problems.MalformedBody(str(error)) from error
