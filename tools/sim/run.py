"""One run: a town lives through its faults until enough orders were placed, comes to rest, and is judged.

Same seed and options, same trace: nothing here asks for the time or for randomness that is not the seed's.
"""

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from tools.sim.faults import PROFILES, Schedule
from tools.sim.judging.checkers import Checker, all_checkers
from tools.sim.judging.checkers.violation import Violation
from tools.sim.town import Size, Town

PEOPLE_PER_CABINET = 6
# After the faults stop, people go on for this long; then nobody moves a bank.
LAST_RETURNS_MS = 30_000
# What INV-17 states: the longest interval of re-sending (60 s) and the longest that a packet was held back (120 s).
SETTLE_MS = 200_000
# A run whose orders do not come to their number by then is stuck.
LONGEST_MS_PER_ORDER = 120_000
KEPT_LINES = 40


@dataclass(frozen=True)
class Options:
    """What a run is: everything that, beside the code, its trace depends on."""

    seed: int
    orders: int = 2_000
    size: Size = field(default_factory=Size)
    faults: str = "some"


@dataclass
class Outcome:
    """What became of a run; `violation` is None when every promise was kept."""

    options: Options
    trace: str
    virtual_ms: int
    orders: dict[str, int]
    figures: dict[str, int]
    violation: str | None = None
    violated_at_ms: int | None = None
    last_lines: list[str] = field(default_factory=list)

    def document(self) -> dict[str, Any]:
        """Return it as plain values, for JSON."""
        return asdict(self)


def simulate(
    options: Options,
    show: Callable[[str], None] | None = None,
    progress: Callable[[int, int], None] = lambda _placed, _wanted: None,
    checkers: Sequence[Checker] | None = None,
) -> Outcome:
    """Run it; `show` receives the trace line by line, `progress(orders placed, orders wanted)` now and then."""
    town = Town(options.seed, options.size, all_checkers() if checkers is None else checkers, show)
    violation = None
    try:
        _live(town, options, progress)
    except Violation as broken:
        violation = broken
    outcome = _outcome(town, options, violation)
    town.cloud.close()
    return outcome


def _live(town: Town, options: Options, progress: Callable[[int, int], None]) -> None:
    faults = Schedule(PROFILES[options.faults], town, town.stream("faults"))
    town.start()
    faults.start()
    town.people.start(options.size.cabinets * PEOPLE_PER_CABINET)
    tally, wanted = town.people.tally, options.orders
    town.timeline.every(10_000, lambda: progress(tally.placed, wanted))
    limit_ms = wanted * LONGEST_MS_PER_ORDER
    town.timeline.run_until(limit_ms, done=lambda: tally.placed >= wanted)
    if tally.placed < wanted:
        raise Violation("INV-17", f"only {tally.placed} of {wanted} orders were placed: the town is stuck")
    town.trace.note("town", "faults stop")
    faults.stop()
    town.people.stop_renting()
    town.timeline.run_until(town.timeline.now_ms + LAST_RETURNS_MS)
    town.people.stop_returning()
    town.timeline.run_until(town.timeline.now_ms + SETTLE_MS)
    town.observe(town.settled())


def _outcome(town: Town, options: Options, violation: Violation | None) -> Outcome:
    outcome = Outcome(
        options, town.trace.hexdigest(), town.timeline.now_ms, town.cloud.database.orders_by_state(), _figures(town)
    )
    if violation is not None:
        outcome.violation = str(violation)
        outcome.violated_at_ms = town.timeline.now_ms
        outcome.last_lines = list(town.trace.lines)[-KEPT_LINES:]
    return outcome


def _figures(town: Town) -> dict[str, int]:
    cabinets = town.cabinets.values()
    people, traffic, attempts = town.people.tally, town.traffic, town.eavesdropper.attempts
    return {
        "orders_placed": people.placed,
        "requests_refused": people.refused,
        "requests_repeated": people.repeated,
        "lock_pulses": sum(cabinet.board.pulses for cabinet in cabinets),
        "banks_returned": people.returned,
        "reported_lost": people.reported_lost,
        "top_ups": people.topped_up,
        "transfers": len(town.cloud.database.transfers()),
        "refunds": sum(row[2] in {"refund", "forgive"} for row in town.cloud.database.transfers().values()),
        "power_cuts": sum(cabinet.board.power_cuts for cabinet in cabinets),
        "failed_flash_writes": sum(cabinet.flash.chance.failures for cabinet in cabinets),
        "packets_sent": traffic.sent,
        "packets_lost": traffic.lost,
        "packets_doubled": traffic.doubled,
        "packets_held_back": traffic.held_back,
        "replays_tried": attempts.replays,
        "foreign_acks_tried": attempts.foreign_acks,
        "events_applied_again": attempts.applied_again,
        "cloud_restarts": town.cloud.restarts,
    }
