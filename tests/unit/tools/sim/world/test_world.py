"""The simulated world's own laws: time, links, broker, mechanics."""

from random import Random

from shared_protocol import topics
from tools.sim.world.broker import Broker
from tools.sim.world.network import CALM, Link, Traffic, Weather
from tools.sim.world.randomness import stream
from tools.sim.world.timeline import Timeline
from tools.sim.world.trace import Trace

DEVICE = "cab-0000000000000001"


def test_things_happen_in_the_order_of_their_moments_and_then_of_their_arrival():
    timeline = Timeline()
    done: list[str] = []
    for delay_ms, name in [(20, "late"), (10, "first"), (10, "second")]:
        timeline.after(delay_ms, lambda name=name: done.append(f"{name} at {timeline.now_ms}"))
    timeline.run_until(15)
    assert (done, timeline.now_ms) == (["first at 10", "second at 10"], 15)
    timeline.run_until(100)
    assert done[-1] == "late at 20"


def test_time_stops_as_soon_as_what_was_waited_for_has_come():
    timeline = Timeline()
    ticks: list[int] = []
    timeline.every(10, lambda: ticks.append(timeline.now_ms))
    timeline.run_until(1_000, done=lambda: len(ticks) == 3)
    assert timeline.now_ms == ticks[-1] == 20


def test_streams_of_different_names_do_not_follow_each_other():
    assert stream(1, "people").random() == stream(1, "people").random()
    assert len({stream(seed, name).random() for seed in (1, 2) for name in ("people", "flash")}) == 4


def link(weather: Weather, seed: int = 1) -> tuple[Timeline, Link, list[bytes], Traffic]:
    timeline, traffic = Timeline(), Traffic()
    arrived: list[bytes] = []
    made = Link(timeline, Random(seed), traffic, lambda _leaf, packet: arrived.append(packet))
    made.weather = weather
    return timeline, made, arrived, traffic


def packets(count: int) -> list[bytes]:
    return [number.to_bytes(2, "big") for number in range(count)]


def test_a_calm_link_loses_and_doubles_nothing():
    timeline, calm, arrived, _ = link(CALM)
    assert all(calm.send("evt", packet) for packet in packets(100))
    timeline.run_until(1_000)
    assert sorted(arrived) == packets(100)


def test_a_bad_link_loses_doubles_reorders_and_counts_it():
    timeline, bad, arrived, traffic = link(Weather(lost=300, doubled=300, held_back=100))
    carried = [packet for packet in packets(500) if bad.send("evt", packet)]
    timeline.run_until(4_000)
    in_time = len(arrived)
    timeline.run_until(200_000)
    assert sorted(set(arrived)) == carried
    assert traffic.lost == 500 - len(carried) > 100
    assert traffic.doubled == len(arrived) - len(carried) > 50
    assert traffic.held_back == len(arrived) - in_time > 10
    assert arrived != sorted(arrived)


def test_a_link_that_is_down_neither_takes_nor_hands_over():
    timeline, broken, arrived, _ = link(CALM)
    broken.send("evt", b"on its way")
    broken.down = True
    assert not broken.send("evt", b"too late")
    timeline.run_until(1_000)
    assert arrived == []


class Listener:
    """The cloud's side of a broker."""

    def __init__(self) -> None:
        self.heard: list[tuple[str, bytes, bool]] = []

    def __call__(self, topic: str, packet: bytes, retained: bool) -> None:
        self.heard.append((topics.parse(topic)[1], packet, retained))


def test_a_broker_keeps_the_newest_presence_for_who_comes_later():
    timeline = Timeline()
    broker, cloud = Broker(timeline, Traffic()), Listener()
    line = broker.line(DEVICE, Random(1))
    assert line.connect(b"will 1")
    line.publish(topics.PRESENCE, b"online 1")
    timeline.run_until(100)
    broker.subscribe(cloud)
    assert cloud.heard == [(topics.PRESENCE, b"online 1", True)]


def test_a_will_is_retained_before_its_client_comes_again_and_may_reach_the_cloud_after_it():
    timeline = Timeline()
    broker, early, late = Broker(timeline, Traffic()), Listener(), Listener()
    broker.subscribe(early)
    line = broker.line(DEVICE, Random(1))
    line.connect(b"will 1")
    line.drop()
    line.connect(b"will 2")
    line.publish(topics.PRESENCE, b"online 2")
    timeline.run_until(60_000)
    broker.subscribe(late)
    assert late.heard == [(topics.PRESENCE, b"online 2", True)]
    assert [packet for _, packet, _ in early.heard] == [b"online 2", b"will 1"]


def test_a_presence_that_is_lost_takes_its_connection_along():
    timeline = Timeline()
    line = Broker(timeline, Traffic()).line(DEVICE, Random(1))
    line.change_weather(Weather(lost=1_000))
    line.connect(b"will")
    line.publish(topics.EVENT, b"lost")
    timeline.run_until(60_000)
    assert line.connected
    line.publish(topics.PRESENCE, b"lost too")
    timeline.run_until(120_000)
    assert not line.connected


def test_a_trace_is_told_apart_by_every_character_of_it():
    traces = []
    for text in ("pulse slot 1", "pulse slot 2"):
        shown: list[str] = []
        trace = Trace(Timeline(), shown.append)
        trace.note("cab-1", text)
        assert shown == list(trace.lines)
        traces.append(trace.hexdigest())
    assert traces[0] != traces[1]
