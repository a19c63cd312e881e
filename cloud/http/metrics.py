"""Counters of the API, and the page on which a Prometheus reads them together with everybody else's."""

from collections.abc import Callable

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4
from prometheus_client.process_collector import ProcessCollector

from cloud.http.routes import Route

CONTENT_TYPE = CONTENT_TYPE_PLAIN_0_0_4
_SECONDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0)

Observe = Callable[[int, float], None]


class Metrics:
    """Registers with `registry`, which belongs to this process's parts alone."""

    def __init__(self, registry: CollectorRegistry) -> None:
        self.registry = registry
        ProcessCollector(registry=registry)
        self._requests = Counter("wattlend_http_requests", "Requests answered.", ["route", "status"], registry=registry)
        self._seconds = Histogram(
            "wattlend_http_request_seconds", "Time to answer.", ["route"], registry=registry, buckets=_SECONDS
        )
        self.live_connections = Gauge("wattlend_live_connections", "Open live WebSockets.", registry=registry)

    def of_route(self, route: Route) -> Observe:
        """Return what counts one answer of `route`: status and seconds. Children are looked up once, not per request."""
        name = f"{route.method} {route.path}"
        seconds = self._seconds.labels(name)
        counts = {status: self._requests.labels(name, str(int(status))) for status in route.answers}

        def observe(status: int, elapsed_s: float) -> None:
            count = counts.get(status)
            if count is None:
                count = counts[status] = self._requests.labels(name, str(status))
            count.inc()
            seconds.observe(elapsed_s)

        return observe

    def page(self) -> bytes:
        """Return all metrics as text."""
        return generate_latest(self.registry)
