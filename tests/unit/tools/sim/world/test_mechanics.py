"""The one physical cabinet with the simulator's mechanics in it."""

from random import Random

from tools.sim.world.mechanics import Mood, RandomMechanics, charge_for_ever
from tools.sim.world.timeline import Timeline, TimelineClock
from tools.world.bank import Bank, bank_of_ours
from tools.world.cabinet import Cabinet
from tools.world.slot import Gauge, Switch

IDENTITY = b"bank01"


def bank() -> Bank:
    return bank_of_ours(IDENTITY, 80, 10)


def cabinet(mood: Mood | None = None) -> tuple[Timeline, Cabinet, list[tuple[int, Bank, float | None]]]:
    timeline = Timeline()
    left: list[tuple[int, Bank, float | None]] = []
    mechanics = RandomMechanics(Random(1))
    mechanics.mood = mood or Mood()
    made = Cabinet(3, TimelineClock(timeline), mechanics)
    made.on_left = lambda *what: left.append(what)
    made.insert(2, bank())
    timeline.run_until(200)
    return timeline, made, left


def test_a_pulsed_lock_lets_its_bank_go_in_a_moment():
    timeline, made, left = cabinet()
    made.pulse(2)
    timeline.run_until(500)
    assert [(slot, found.identity) for slot, found, _ in left] == [(2, IDENTITY)]
    assert 40 <= (left[0][2] or 0) <= 250
    assert made.empty_slots() == [1, 2, 3]


def test_a_jammed_lock_lets_nothing_go():
    timeline, made, left = cabinet()
    made.slot(2).jammed = True
    made.pulse(2)
    timeline.run_until(60_000)
    assert left == []


def test_a_sticky_lock_lets_go_too_late():
    timeline, made, left = cabinet(Mood(sticky=1_000))
    made.pulse(2)
    timeline.run_until(1_100)
    assert left == []
    timeline.run_until(60_000)
    assert left[0][0] == 2


def test_the_switch_closes_before_the_id_of_a_bank_can_be_read():
    timeline = Timeline()
    made = Cabinet(1, TimelineClock(timeline), RandomMechanics(Random(1)))
    made.insert(1, bank())
    assert made.readings()[0] == (True, b"", None, None)
    timeline.run_until(100)
    assert made.readings()[0] == (True, IDENTITY, 80, 10)


def test_broken_parts_say_what_broken_parts_say_until_they_are_mended():
    _, made, _ = cabinet()
    made.slot(2).switch, made.slot(2).gauge = Switch.ABSENT, Gauge.SILENT
    made.changed()
    assert made.readings()[1] == (False, IDENTITY, None, 10)
    made.mend()
    assert made.readings()[1] == (True, IDENTITY, 80, 10)


def test_banks_charge_as_the_run_goes_on_until_they_are_full():
    timeline, made, _ = cabinet()
    charge_for_ever(made, timeline, Random(1))
    timeline.run_until(timeline.now_ms + 20_000)
    assert made.readings()[1] == (True, IDENTITY, 82, 10)
    timeline.run_until(timeline.now_ms + 1_000_000)
    assert made.readings()[1] == (True, IDENTITY, 100, 10)
