"""The power fails at each flash operation of a busy day, with none, half or all of its bytes written, and again during recovery.

A cloud that asks again until it has an answer plays against the real core. Checked at the end: INV-7, 8, 9, 10, 12, 13, 15.
"""

import pytest

from shared_protocol import cabinet as wire
from shared_protocol import codes, fields, messages, topics
from tests.support.bench_cabinet import Bank, Bench, bank_id, command_id
from tests.support.torn_flash import ALL, HALF, NONE, PowerCut

FINAL = (codes.DONE, codes.REFUSED, codes.EXPIRED, codes.UNKNOWN)


class Day:
    """A cabinet, people who put banks in and take them, and a cloud that keeps what it was told."""

    def __init__(self):
        self.bench = Bench(slot_count=4).fill(Bank(1, 60), Bank(2, 70), Bank(3, 80))
        self.bench.acknowledging = False
        self.told = {}  # seq: event, as the cloud stored it
        self.read = 0
        self.final = {}  # command: outcome
        self.cuts = []  # pulses given before each cut

    def live(self, cuts):
        """Play the day through, with the power failing after each number of flash operations in `cuts`: (after, part)."""
        cuts = list(cuts)
        self._plan(cuts)
        steps = [self._begin, self._lend_one, self._put_back, self._lend_past_a_jam, self._pull, self._settle]
        for step in steps:
            while not self._survives(step, cuts):
                pass
        return self

    def _survives(self, step, cuts):
        try:
            step()
        except PowerCut:
            self.cuts.append(len(self.bench.pulse_history))
            self._plan(cuts)
            while not self._survives(self._boot, cuts):
                pass
            return False
        return True

    def _plan(self, cuts):
        if cuts:
            self.bench.flash.cut(*cuts.pop(0))

    def _boot(self):
        self.bench.boot(at_ms=400, settle=False)
        self._run(100)

    def _begin(self):
        self.bench.boot(settle=False)
        self._run(3_000)

    def _lend_one(self):
        self._lend(command_id(1))

    def _put_back(self):
        self.bench.slots.setdefault(4, Bank(14, 90))
        self._run(3_000)

    def _lend_past_a_jam(self):
        self.bench.jammed = {4, 2}
        self._lend(command_id(2))

    def _pull(self):
        self.bench.slots.pop(4, None)
        self._run(3_000)

    def _settle(self):
        self._run(8_000)

    def _lend(self, command):
        self._run(3_000)
        for _ in range(60):
            if self.final.get(command) in FINAL:
                return
            self.bench.lend(command)
            self._run(1_000)
        raise AssertionError("the order never became final")

    def _run(self, ms):
        for _ in range(ms // 100):
            self.bench.run(100)
            self._listen()

    def _listen(self):
        published = self.bench.published
        for leaf, body in published[self.read :]:
            self.read += 1
            if leaf == topics.EVENT:
                stored = self.told.setdefault(body[fields.SEQ], body)
                assert stored == body, "a number was used twice"
            if body[fields.TYPE] in (wire.LEND_RESULT, messages.COMMAND_STATE):
                self._note(body)
        self.bench.acknowledge(self.prefix())

    def _note(self, body):
        command, outcome = body[fields.COMMAND], body[fields.OUTCOME]
        if outcome == codes.EXECUTING or body.get(fields.REASON) == codes.WRONG_BOOT:
            return
        assert self.final.setdefault(command, outcome) == outcome, "a command ended in two ways"

    def prefix(self):
        seq = 0
        while seq + 1 in self.told:
            seq += 1
        return seq


def of(day, kind):
    return [day.told[seq] for seq in sorted(day.told) if day.told[seq][fields.TYPE] == kind]


def check(day):
    bench = day.bench
    assert len(bench.pulse_history) == len(set(bench.pulse_history)), "INV-7: a slot was pulsed twice for a command"
    for before in day.cuts:
        earlier = {command for command, _ in bench.pulse_history[:before]}
        later = {command for command, _ in bench.pulse_history[before:]}
        assert not earlier & later, "INV-7: a pulse for a command that was pulsed before the power cut"
    assert day.prefix() == len(day.told) == bench.journal.next_seq - 1, "INV-15: a gap"
    check_banks(day)


def check_banks(day):
    inside = {1: bank_id(1), 2: bank_id(2), 3: bank_id(3)}
    known = None
    for seq in sorted(day.told):
        body = day.told[seq]
        slot = body.get(wire.SLOT)
        if body[fields.TYPE] == wire.BANK_RETURNED:
            assert slot not in inside, "INV-12: a return where a bank is"
            inside[slot] = body[wire.BANK]
        elif body[fields.TYPE] == wire.BANK_REMOVED or (
            body[fields.TYPE] == wire.LEND_RESULT and body[fields.OUTCOME] == codes.DONE
        ):
            known = inside.pop(slot, None)
            assert known == body[wire.BANK], "a bank left that was not there"
    assert inside == {slot: bank.id for slot, bank in day.bench.slots.items()}, (
        "INV-11: the cloud knows where each bank is"
    )
    assert [event[wire.BANK] for event in of(day, wire.BANK_RETURNED)] == [bank_id(14)], "INV-12"


def test_a_day_without_a_cut():
    day = Day().live([])
    check(day)
    assert day.final == {command_id(1): codes.DONE, command_id(2): codes.DONE}
    assert [slot for _, slot in day.bench.pulse_history] == [3, 4, 2, 1]


def operations_of_a_day():
    return Day().live([]).bench.flash.operations


@pytest.mark.parametrize("part", [NONE, HALF, ALL])
def test_a_cut_at_each_operation(part):
    for after in range(operations_of_a_day()):
        check(Day().live([(after, part)]))


@pytest.mark.parametrize("first", [NONE, HALF, ALL])
@pytest.mark.parametrize("second", [HALF, ALL])
def test_a_cut_at_each_operation_and_another_during_recovery(first, second):
    for after in range(operations_of_a_day()):
        for again in (0, 1, 2):
            check(Day().live([(after, first), (again, second), (again, NONE)]))
