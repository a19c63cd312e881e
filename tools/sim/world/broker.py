"""The broker between all cabinets and the cloud: connections, wills, retained presence. Opens no envelope.

Kinder to nobody than MQTT allows: what is published while the other side is away is gone. The will of a broken connection
is retained when the breach is noticed, at the latest when its client comes again, but the cloud may hear of it long after.
"""

from collections.abc import Callable
from random import Random

from shared_protocol import topics
from tools.sim.world.network import Link, Traffic, Weather
from tools.sim.world.timeline import Timeline

# A broken connection is noticed after up to one and a half keep-alives.
NOTICED_MS = (200, 30_000)
# How long a will may be on its way to the cloud, overtaken by all that comes after.
WILL_LATE_MS = (0, 20_000)
# A packet that TCP cannot get through ends the connection.
STALL_MS = (500, 5_000)

CloudReceive = Callable[[str, bytes, bool], None]


class Line:
    """One cabinet's connection: `up` and `down` links, and the will that the broker holds for it."""

    def __init__(self, broker: "Broker", device_id: str, random: Random, timeline: Timeline, traffic: Traffic) -> None:
        """Take the parts; `on_message(leaf, packet)` and `on_lost()` are the board's to set."""
        self.device_id = device_id
        self.connected = False
        self.reachable = True  # whether a new connection can be made
        self.on_message: Callable[[str, bytes], None] = lambda _leaf, _packet: None
        self.on_lost: Callable[[], None] = lambda: None
        self._broker = broker
        self._random = random
        self._timeline = timeline
        self._will = b""
        self._unpublished: bytes | None = None  # the will of a connection whose breach was not yet noticed
        self.up = Link(timeline, random, traffic, lambda leaf, packet: broker.take(device_id, leaf, packet))
        self.down = Link(timeline, random, traffic, self._arrive)
        self._set_down(down=True)

    def change_weather(self, weather: Weather) -> None:
        """Let both directions have this weather from now on."""
        self.up.weather = self.down.weather = weather

    def connect(self, will: bytes) -> bool:
        """Connect with a presence as last will; False when the network is away."""
        if not self.reachable:
            return False
        self._publish_will()
        self.connected = True
        self._will = will
        self._set_down(down=False)
        return True

    def publish(self, leaf: str, packet: bytes) -> None:
        """Send a packet up. A presence that is lost takes the connection with it, as its TCP stream would."""
        if not self.up.send(leaf, packet) and leaf == topics.PRESENCE and self.connected:
            will = self._will
            self._timeline.after(self._random.randint(*STALL_MS), lambda: self._break_if(will))

    def drop(self) -> None:
        """Break the connection; its will comes some time later."""
        if not self.connected:
            return
        self.connected = False
        self._set_down(down=True)
        will = self._unpublished = self._will
        self._timeline.after(self._random.randint(*NOTICED_MS), lambda: self._publish_will_if(will))
        self.on_lost()

    def _arrive(self, leaf: str, packet: bytes) -> None:
        self.on_message(leaf, packet)

    def _publish_will_if(self, will: bytes) -> None:
        if self._unpublished is will:
            self._publish_will()

    def _publish_will(self) -> None:
        if self._unpublished is not None:
            self._broker.take_will(self.device_id, self._unpublished, self._random.randint(*WILL_LATE_MS))
            self._unpublished = None

    def _break_if(self, will: bytes) -> None:
        if self.connected and self._will is will:
            self.drop()

    def _set_down(self, *, down: bool) -> None:
        self.up.down = self.down.down = down


class Broker:
    """All lines, and the retained presence of each cabinet."""

    def __init__(self, timeline: Timeline, traffic: Traffic) -> None:
        """Take the clock and where packets are counted; `overheard(device, leaf, packet)` hears all that passes."""
        self.lines: dict[str, Line] = {}
        self.overheard: Callable[[str, str, bytes], None] = lambda _device, _leaf, _packet: None
        self._timeline = timeline
        self._traffic = traffic
        self._retained: dict[str, bytes] = {}
        self._cloud: CloudReceive | None = None

    def line(self, device_id: str, random: Random) -> Line:
        """Return a new line for a cabinet."""
        self.lines[device_id] = Line(self, device_id, random, self._timeline, self._traffic)
        return self.lines[device_id]

    def subscribe(self, receive: CloudReceive) -> None:
        """Let the cloud hear everything, beginning with what is retained: `receive(topic, packet, retained)`."""
        self._cloud = receive
        for device_id, packet in sorted(self._retained.items()):
            receive(topics.topic(device_id, topics.PRESENCE), packet, True)

    def unsubscribe(self) -> None:
        """Take the cloud away."""
        self._cloud = None

    def take(self, device_id: str, leaf: str, packet: bytes) -> None:
        """Take a packet that came up from a cabinet, or from somebody who pretends to be one."""
        self.overheard(device_id, leaf, packet)
        if leaf == topics.PRESENCE:
            self._retained[device_id] = packet
        self._tell_cloud(device_id, leaf, packet)

    def take_will(self, device_id: str, will: bytes, late_ms: int) -> None:
        """Retain a will now, and let the cloud hear of it `late_ms` later."""
        self._retained[device_id] = will
        self.overheard(device_id, topics.PRESENCE, will)
        self._timeline.after(late_ms, lambda: self._tell_cloud(device_id, topics.PRESENCE, will))

    def publish(self, topic: str, packet: bytes) -> None:
        """Send a packet of the cloud's down to its cabinet."""
        device_id, leaf = topics.parse(topic)
        self.overheard(device_id, leaf, packet)
        self.lines[device_id].down.send(leaf, packet)

    def _tell_cloud(self, device_id: str, leaf: str, packet: bytes) -> None:
        if self._cloud is not None:
            self._cloud(topics.topic(device_id, leaf), packet, False)
