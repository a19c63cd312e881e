"""The aiohttp application of the API, made from the route table."""

from collections.abc import Sequence

from aiohttp import web

from cloud.api.frame import openapi
from cloud.api.frame.serving import problem_documents, serve
from cloud.api.table import ROUTES
from cloud.http.context import Context
from cloud.http.request_parts import MAX_BODY_BYTES
from cloud.http.routes import Route, check


def make_application(context: Context, routes: Sequence[Route] = ROUTES) -> web.Application:
    """Return the application; raises BadRouteTable. `context.documents` receives the OpenAPI document."""
    check(routes)
    context.documents["openapi"] = openapi.encoded(routes)
    application = web.Application(middlewares=[problem_documents], client_max_size=MAX_BODY_BYTES)
    for route in routes:
        application.router.add_route(route.method, route.path, serve(route, context))
    application.on_shutdown.append(lambda _: _end_live(context))
    return application


async def _end_live(context: Context) -> None:
    context.feed.close()
