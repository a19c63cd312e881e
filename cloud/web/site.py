"""Puts the pages onto the application."""

from collections.abc import Sequence

from aiohttp import web

from cloud.http.context import Context
from cloud.http.routes import Route, check
from cloud.web.frame.asset_files import Assets
from cloud.web.frame.options import PageOptions
from cloud.web.frame.rendering import Renderer
from cloud.web.frame.serving import problem_pages, serve
from cloud.web.table import PAGES


def add_pages(
    application: web.Application, context: Context, options: PageOptions, pages: Sequence[Route] = PAGES
) -> None:
    """Serve every page; raises BadRouteTable for a row without its rules and MissingAsset where set-up was not done."""
    check(pages)
    assets = Assets(options.htmx)
    renderer = Renderer(assets, context.ports.entropy, options.demo)
    application.middlewares.append(problem_pages(renderer))
    application.add_routes(assets.routes())
    for route in pages:
        application.router.add_route(route.method, route.path, serve(route, context, renderer))
