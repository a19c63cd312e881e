"""What the bridge counts, and how it shows it to a Prometheus. Plain integers: counting must cost nothing."""

from collections import Counter
from collections.abc import Iterator

from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from shared_protocol import errors

# What is refused for reasons of the bridge itself, beside the codes of shared_protocol.errors.
RETAINED = "retained"
OVERLOADED = "overloaded"

NAMES = {
    errors.MALFORMED: "malformed",
    errors.PROFILE: "profile",
    errors.LIMIT: "limit",
    errors.UNKNOWN_TYPE: "unknown-type",
    errors.FIELD: "field",
    errors.TOPIC: "topic",
    errors.ENVELOPE: "envelope",
    errors.UNKNOWN_KEY: "unknown-key",
    errors.MAC: "mac",
}


class BridgeCounters(Collector):
    """Counts since the start of the process."""

    def __init__(self) -> None:
        self.received: Counter[str] = Counter()  # by leaf
        self.refused: Counter[str] = Counter()  # by reason
        self.sent: Counter[str] = Counter()  # by leaf
        self.failed = 0  # authentic messages that the database did not take; devices send them again
        self.losses = 0
        self.is_up = False

    def collect(self) -> Iterator[Metric]:
        """Yield the metrics."""
        received = CounterMetricFamily("wattlend_bridge_received", "Authentic messages of devices.", labels=["leaf"])
        refused = CounterMetricFamily("wattlend_bridge_refused", "Messages refused.", labels=["reason"])
        sent = CounterMetricFamily("wattlend_bridge_sent", "Messages handed to the broker.", labels=["leaf"])
        for family, counts in ((received, self.received), (refused, self.refused), (sent, self.sent)):
            for label, count in sorted(counts.items()):
                family.add_metric([label], count)
            yield family
        yield CounterMetricFamily("wattlend_bridge_failed", "Authentic messages not stored.", value=self.failed)
        yield CounterMetricFamily("wattlend_bridge_losses", "Times the broker was lost.", value=self.losses)
        yield GaugeMetricFamily("wattlend_bridge_up", "1 while connected to the broker.", value=int(self.is_up))
