"""What physics adds to a lock: springs that take time, banks that are swapped meanwhile, contacts that settle."""

import pytest

from tools.world.bank import Bank, bank_of_ours
from tools.world.cabinet import UNLOCK_MS, Cabinet
from tools.world.clock import VirtualClock
from tools.world.mechanics import Mechanics
from tools.world.slot import Gauge


class Slow(Mechanics):
    def leave_ms(self):
        return 120

    def settle_ms(self):
        return 40


class World:
    def __init__(self, mechanics=None):
        self.clock = VirtualClock()
        self.left = []
        self.cabinet = Cabinet(3, self.clock, mechanics or Slow())
        self.cabinet.on_left = lambda *what: self.left.append(what)


def bank(number=1, cycles=7):
    return bank_of_ours(bytes([0, 4, 0xA3, 0, 0, number]), 80, cycles)


@pytest.fixture
def world():
    made = World()
    made.cabinet.insert(2, bank())
    made.clock.advance(40)
    return made


def test_a_spring_takes_its_time_after_the_lock_has_opened(world):
    there = world.cabinet.slot(2).bank
    world.cabinet.drive_lock(2, True)
    world.clock.advance(UNLOCK_MS + 119)
    assert list(world.cabinet.leaving) == [2]
    assert world.left == []
    world.clock.advance(1)
    assert world.left == [(2, there, UNLOCK_MS + 120)]
    assert not world.cabinet.leaving


def test_a_whole_pulse_opens_at_once(world):
    world.cabinet.pulse(2)
    world.clock.advance(120)
    assert [after_ms for _, _, after_ms in world.left] == [120]


def test_a_bank_that_took_the_place_of_one_that_leaves_stays(world):
    world.cabinet.pulse(2)
    world.cabinet.pull(2)
    world.cabinet.insert(2, bank(9))
    world.clock.advance(1_000)
    assert world.cabinet.slot(2).require_bank().name.endswith("09")
    assert [after_ms for _, _, after_ms in world.left] == [None]  # the hand


def test_a_lock_that_is_jammed_while_its_bank_leaves_is_too_late(world):
    world.cabinet.pulse(2)
    world.cabinet.slot(2).jammed = True
    world.clock.advance(120)
    assert world.cabinet.slot(2).bank is None


def test_an_id_answers_when_the_contacts_have_settled():
    world = World()
    world.cabinet.insert(1, bank())
    assert world.cabinet.readings()[0] == (True, b"", None, None)
    world.clock.advance(40)
    assert world.cabinet.readings()[0] == (True, bank().identity, 80, 7)


def test_a_reading_says_what_of_a_bank_cannot_be_read(world):
    slot = world.cabinet.slot(2)
    slot.gauge = Gauge.SILENT
    assert slot.reading() == (True, bank().identity, None, 7)
    slot.require_bank().memory_answers = False
    assert slot.reading() == (True, bank().identity, None, None)


def test_a_bank_without_the_mark_is_foreign_until_it_is_marked():
    stranger = Bank(b"foreig", 50)
    assert (stranger.foreign, stranger.cycles) == (True, None)
    stranger.set_cycles(3)
    assert (stranger.foreign, stranger.cycles) == (False, 3)
    stranger.unmark()
    assert stranger.foreign


def test_mending_repairs_every_fault(world):
    slot = world.cabinet.slot(2)
    slot.jammed, slot.id_silent, slot.gauge = True, True, Gauge.IMPLAUSIBLE
    world.cabinet.mend()
    assert world.cabinet.readings()[1] == (True, bank().identity, 80, 7)
    assert not slot.jammed
