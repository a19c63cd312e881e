"""The power fails at each flash operation while a foreign bank is offered back and an operator opens a slot (INV-7, 8, 9, 13)."""

import pytest

from firmware.core.cabinet import signals
from shared_protocol import cabinet as wire
from shared_protocol import codes, fields
from tests.support.bench_cabinet import Bank, Bench, bank_id, command_id
from tests.support.torn_flash import ALL, HALF, NONE, PowerCut

EJECT = command_id(5)
FOREIGN = bank_id(99)


class Evening:
    """A foreign bank in slot 3, then an eject of slot 1, asked for until the cabinet has answered."""

    def __init__(self, jammed):
        self.bench = Bench(slot_count=3).fill(Bank(1), Bank(2))
        self.bench.jammed = {1, 3} if jammed else set()
        self.bench.boot()
        self.cuts = []

    def live(self, cuts):
        self.cuts = list(cuts)
        self._plan()
        for step in (self._push_foreign, self._eject):
            while not self._survives(step):
                pass
        self.bench.run(70_000)  # faults too are told by then
        return self

    def _plan(self):
        if self.cuts:
            self.bench.flash.cut(*self.cuts.pop(0))

    def _survives(self, step):
        try:
            step()
        except PowerCut:
            self._plan()
            while not self._survives(self._boot):
                pass
            return False
        return True

    def _boot(self):
        self.bench.boot(at_ms=400, settle=False)
        self.bench.run(100)

    def _push_foreign(self):
        bench = self.bench
        if not bench.pulses and 3 not in bench.slots:
            bench.slots[3] = Bank(99, cycles=signals.UNMARKED)
        bench.run(8_000)

    def _eject(self):
        for _ in range(30):
            self.bench.eject(1, bank_id(1), command=EJECT)
            self.bench.run(1_000)


def results(bench, kind):
    return [(event[wire.SLOT], event[wire.BANK], event[fields.OUTCOME]) for event in bench.events(kind)]


def check(evening, jammed):
    bench = evening.bench
    assert bench.pulses.count(3) <= 1, "INV-7: a foreign bank was offered back twice"
    assert bench.pulses.count(1) <= 1, "INV-7: an eject was carried out twice"
    told = results(bench, wire.BANK_REFUSED)
    assert [slot_and_bank[:2] for slot_and_bank in told] == [(3, FOREIGN)], "told once, whatever failed when"
    assert (told[0][2] == codes.DONE) == (3 not in bench.slots)
    ejected = results(bench, wire.EJECT_RESULT)
    assert len(ejected) == 1 or not bench.pulses.count(1), "INV-9: a pulse without a result"
    assert (codes.DONE in [result[2] for result in ejected]) == (1 not in bench.slots)
    assert bench.events(wire.BANK_REMOVED) == [], "INV-10: what left, left by a command or was not ours"
    assert bench.journal.inventory.banks == {
        1: bank_id(1) if jammed or 1 in bench.slots else b"",
        2: bank_id(2),
        3: b"",
    }


def operations(jammed):
    evening = Evening(jammed)
    before = evening.bench.flash.operations
    return evening.live([]).bench.flash.operations - before


@pytest.mark.parametrize("jammed", [False, True])
def test_an_evening_without_a_cut(jammed):
    evening = Evening(jammed).live([])
    check(evening, jammed)
    assert evening.bench.pulses == [3, 1]


@pytest.mark.parametrize("jammed", [False, True])
@pytest.mark.parametrize("part", [NONE, HALF, ALL])
def test_a_cut_at_each_operation(part, jammed):
    for after in range(operations(jammed)):
        check(Evening(jammed).live([(after, part)]), jammed)


@pytest.mark.parametrize("jammed", [False, True])
@pytest.mark.parametrize("first", [NONE, HALF, ALL])
def test_a_cut_at_each_operation_and_another_during_recovery(first, jammed):
    for after in range(operations(jammed)):
        for again in (0, 1, 2):
            check(Evening(jammed).live([(after, first), (again, HALF)]), jammed)
