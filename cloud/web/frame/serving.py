"""Makes an aiohttp handler of each page's route: session, form, the handler, a template, and a page for what was refused."""

import time
from collections.abc import Awaitable, Callable

from aiohttp import web
from aiohttp.typedefs import Handler as Next
from aiohttp.typedefs import Middleware

from cloud.domain.people.refusals import Unauthenticated
from cloud.domain.problems import Problem
from cloud.http import tokens
from cloud.http.call import make_call
from cloud.http.context import Context
from cloud.http.languages import PARAMETER, keep_language, language_of, languages
from cloud.http.refusals import add_headers, as_problem, of_http
from cloud.http.routes import METHODS_WITH_BODY, Access, Route
from cloud.web.frame.addresses import sign_in_first
from cloud.web.frame.answers import Answer, Page
from cloud.web.frame.forms import read_form
from cloud.web.frame.rendering import Renderer
from cloud.web.frame.ways_out import way_out

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


def serve(route: Route, context: Context, renderer: Renderer) -> Handler:
    """Return the aiohttp handler of a page's route."""
    observe = context.metrics.of_route(route)

    async def answer(request: web.Request) -> web.StreamResponse:
        token = tokens.presented(request)
        if token is None and route.access is not Access.ANYONE:
            raise Unauthenticated
        guarded = None if route.access is Access.ANYONE else token  # nothing is done there in anybody's name
        form = await read_form(request, route.body, guarded) if route.method in METHODS_WITH_BODY else None
        call = make_call(context, route.access, request, form, token)
        return _response(request, await route.handle(call), renderer)

    async def handler(request: web.Request) -> web.StreamResponse:
        started = time.perf_counter()
        try:
            answered = await answer(request)
        except Exception as error:  # noqa: BLE001 - the last line before the wire: every error becomes a page
            answered = refusal(request, as_problem(error), renderer)
        if request.query.get(PARAMETER) in languages() and not answered.prepared:
            keep_language(answered, language_of(request), context.secure)
        observe(answered.status, time.perf_counter() - started)
        return answered

    return handler


def refusal(request: web.Request, problem: Problem, renderer: Renderer) -> web.Response:
    """Return the page that says what was refused and what to do; whoever must sign in first is led there and back."""
    if isinstance(problem, Unauthenticated):
        back = request.path_qs if request.method in ("GET", "HEAD") else "/"
        if "HX-Request" in request.headers:  # a part of a page must not be replaced by another page
            return web.Response(status=200, headers={"HX-Redirect": sign_in_first("/"), "Cache-Control": "no-store"})
        return _see_other(sign_in_first(back))
    values = {"problem": problem, "out": way_out(problem)}
    made = renderer.render(request, "problem.html", values, problem.status)
    add_headers(made, problem)
    return made


def problem_pages(renderer: Renderer) -> Middleware:
    """Return a middleware that answers browsers with a page where aiohttp itself refuses (no such path or method)."""

    @web.middleware
    async def middleware(request: web.Request, handler: Next) -> web.StreamResponse:
        try:
            return await handler(request)
        except web.HTTPException as error:
            wants_page = "text/html" in request.headers.get("Accept", "") and not request.path.startswith("/api/")
            if error.status < 400 or not wants_page:
                raise
            return refusal(request, of_http(error), renderer)

    return middleware


def _response(request: web.Request, answer: Answer, renderer: Renderer) -> web.StreamResponse:
    if isinstance(answer, web.StreamResponse):
        return answer
    if isinstance(answer, Page):
        made = renderer.render(request, answer.template, answer.values, answer.status)
    else:
        made = _see_other(answer.to)
    if answer.finish is not None:
        answer.finish(made)
    return made


def _see_other(to: str) -> web.Response:
    return web.Response(status=303, headers={"Location": to, "Cache-Control": "no-store"})
