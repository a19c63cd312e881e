"""Rows of the route table about the service itself."""

from collections.abc import Sequence
from http import HTTPStatus

from cloud.api.frame import service
from cloud.api.frame.answers import Health, Ready
from cloud.api.frame.row_parts import OK
from cloud.http.routes import PREFIX, Access, Route

ROUTES: Sequence[Route] = (
    Route("GET", f"{PREFIX}/openapi.json", Access.ANYONE, service.show_openapi, "This description", {OK: dict[str, object]}),
    Route("GET", "/healthz", Access.ANYONE, service.show_health, "Whether the process lives", {OK: Health}),
    Route("GET", "/readyz", Access.ANYONE, service.show_readiness, "Whether database and broker are there",
          {OK: Ready, HTTPStatus.SERVICE_UNAVAILABLE: Ready}),
    Route("GET", "/metrics", Access.ANYONE, service.show_metrics, "Counters, in Prometheus's text format", {OK: str}),
)  # fmt: skip
