"""What machines ask about this process: the API's description, health, readiness, metrics."""

from aiohttp import web

from cloud.api.frame.answers import Health, Ready
from cloud.http.call import Call, Reply
from cloud.http.metrics import CONTENT_TYPE


async def show_openapi(call: Call) -> Reply:
    """Describe this API (OpenAPI 3.1)."""
    return Reply(200, call.context.documents["openapi"])


async def show_health(_call: Call) -> Reply:
    """Tell that the process lives."""
    return Reply(200, Health("ok"))


async def show_readiness(call: Call) -> Reply:
    """Tell whether database and broker are there."""
    parts = await call.context.readiness.ask()
    ready = all(answer == "ok" for answer in parts.values())
    return Reply(200 if ready else 503, Ready(ready, parts))


async def show_metrics(call: Call) -> web.Response:
    """Show counters in Prometheus's text format."""
    metrics = call.context.metrics
    metrics.live_connections.set(call.context.feed.connection_count)
    headers = {"Content-Type": CONTENT_TYPE, "Cache-Control": "no-store", "X-Content-Type-Options": "nosniff"}
    return web.Response(body=metrics.page(), headers=headers)
