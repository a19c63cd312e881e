"""The whole system under faults: 2,000 orders in every test run, far more in a long one, and not one broken promise."""

import pytest

from tests.plugins.long_runs import count
from tools.sim import report
from tools.sim.run import Options, Outcome, simulate
from tools.sim.town import Size

ORDERS = 500
SEEDS = range(1, 1 + count(4, 200))

# What a stormy run must have met, or it proves nothing.
MET = (
    "lock_pulses",
    "banks_returned",
    "reported_lost",
    "top_ups",
    "requests_repeated",
    "power_cuts",
    "failed_flash_writes",
    "packets_lost",
    "packets_doubled",
    "packets_held_back",
    "replays_tried",
    "foreign_acks_tried",
    "events_applied_again",
    "cloud_restarts",
)


def story(outcome: Outcome) -> str:
    return "\n".join(report.lines(outcome, wall_s=0))


@pytest.mark.parametrize("seed", SEEDS)
def test_a_storm_breaks_no_promise(seed: int):
    outcome = simulate(Options(seed, ORDERS, faults="storm"))
    assert outcome.violation is None, story(outcome)
    # A person whose answer was lost with the cloud finds the order there when asking again.
    assert sum(outcome.orders.values()) >= outcome.figures["orders_placed"] >= ORDERS
    assert [name for name in MET if not outcome.figures[name]] == [], story(outcome)
    assert outcome.orders["closed"] > 0, story(outcome)


@pytest.mark.parametrize("seed", range(1, 1 + count(1, 50)))
def test_some_faults_break_no_promise(seed: int):
    outcome = simulate(Options(seed, 200, faults="some"))
    assert outcome.violation is None, story(outcome)


def test_on_a_calm_day_nearly_everybody_gets_a_bank():
    outcome = simulate(Options(1, 200, faults="none"))
    assert outcome.violation is None, story(outcome)
    assert outcome.figures["power_cuts"] == outcome.figures["replays_tried"] == 0
    lent = sum(outcome.orders.get(state, 0) for state in ("ended", "active", "closed"))
    assert lent >= 0.75 * sum(outcome.orders.values()), story(outcome)


@pytest.mark.parametrize(("cabinets", "slots"), [(1, 1), (2, 48)], ids=["one slot", "48 slots"])
def test_the_smallest_and_the_largest_cabinet_keep_every_promise(cabinets: int, slots: int):
    outcome = simulate(Options(3, 60, Size(cabinets, slots), "storm"))
    assert outcome.violation is None, story(outcome)
