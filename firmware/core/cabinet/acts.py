"""Moves locks, one at a time: lends, ejects, foreign banks offered back. INTENT before each pulse, results, power cuts.

Chooses nothing (the cabinet does) and sends nothing but the answers to commands that touched no lock.
"""

from firmware.core.cabinet import act, act_report
from firmware.core.cabinet.act import Act
from firmware.core.cabinet.signals import PULSE_LOCK, SHOW, TAKE_BACK
from firmware.core.cabinet.slot import Slot
from firmware.core.cabinet.slots import Slots
from firmware.core.common import commands
from firmware.core.common.clock import Clock
from firmware.core.common.effects import PUBLISH
from firmware.core.common.event_log import EventLog
from shared_protocol import cabinet as wire
from shared_protocol import codes, fields, topics

# People in front of one cabinet: more than this at once are turned away, and not kept waiting.
MOST_WAITING = 8


class Acts:
    """The lend under way (`current`, None for none) and those that wait."""

    def __init__(self, slots: Slots, log: EventLog, memory: commands.Commands, clock: Clock) -> None:
        """Take the parts; picks up the lend that was open when power went."""
        self._slots = slots
        self._log = log
        self._journal = log.journal
        self._memory = memory
        self._clock = clock
        self._waiting: list[Act] = []
        self.current: Act | None = None
        left_open = self._journal.inventory.open_lend
        if left_open is not None:
            if left_open.command is not None:
                memory.recovering(left_open.command, left_open.boot)
            self.current = act.recovered(left_open)
            if max(left_open.slots) > len(slots.all):  # the cabinet shrank meanwhile: nobody can look there
                self.current.not_seen()
            self._claim_tried(0)

    def take(self, body: dict, now_ms: int, out: list) -> None:
        """Take a LEND or EJECT: answered at once, or queued to be carried out on the next readings."""
        command = body[fields.COMMAND]
        entry = self._memory.find(command)
        if entry is not None:
            self._answer(command, entry, now_ms, out)
            return
        boot = body[fields.BOOT]
        not_after_ms = body[fields.NOT_AFTER_UPTIME_MS]
        if boot != self._clock.boot:
            # Not remembered: the cloud may bind the same id to this boot.
            self._answer(command, [codes.REFUSED, codes.WRONG_BOOT, boot, 0], now_ms, out)
        elif now_ms > not_after_ms:
            self._answer(command, [codes.EXPIRED, codes.DEADLINE_PASSED, boot, 0], now_ms, out)
        elif self._memory.add(command, boot, not_after_ms, self._journal.acknowledged, now_ms):
            target = body.get(wire.SLOT, 0)
            reason = self._reason_to_refuse(target)
            if reason:
                self._refuse(command, codes.REFUSED, reason, now_ms, out)
            else:
                order, bank = body.get(fields.ORDER), body.get(wire.BANK)
                self._waiting.append(Act(command, order, boot, not_after_ms, now_ms, target, bank))

    def watch(self, now_ms: int, out: list) -> None:
        """See what became of the pulse that was given last, and tell it."""
        current = self.current
        if current is None:
            return
        if current.state == act.RECOVERING:
            self._watch_recovering(current, now_ms)
        elif current.state != act.CLOSING:
            self._watch_tried(current, now_ms)
        if current.state == act.CLOSING and not self._log.resting(now_ms):
            self._tell(current, now_ms, out)

    def proceed(self, fresh: bool, now_ms: int, out: list) -> None:
        """Give up what is too late, and pulse the next lock if the readings are `fresh`."""
        self._expire_waiting(now_ms, out)
        if fresh and self.current is None:
            self._take_back(now_ms)
        if self.current is None and self._waiting:
            self.current = self._waiting.pop(0)
        current = self.current
        if current is None or current.state != act.WAITING:
            return
        stayed = self._all_stayed(current)
        if now_ms > current.not_after_ms:
            if stayed:
                current.too_late()
            else:
                current.not_seen()
        elif fresh and stayed and now_ms > current.since_ms and self._slots.looked_round(now_ms):
            self._eject_next(current, now_ms, out)
        if current.state == act.CLOSING:
            self._tell(current, now_ms, out)

    def deadline_ms(self) -> int | None:
        """Return when time alone changes something; None for never."""
        due = None
        for waiting in self._waiting:
            due = _sooner(due, waiting.not_after_ms + 1)
        current = self.current
        if current is None:
            return due
        if current.state == act.WAITING:
            return _sooner(due, current.not_after_ms + 1)
        if current.state == act.EJECTING:
            return _sooner(due, current.since_ms + act.EJECT_MS + act.UNSEEN_MS)
        if current.state == act.RECOVERING:
            return _sooner(due, self._slots.sensed_by_ms() or 0)
        return _sooner(due, self._log.deadline_ms() or 0)

    def waiting_count(self) -> int:
        """Return how many lends wait for their turn."""
        return len(self._waiting)

    def _reason_to_refuse(self, target: int) -> int:
        slots = self._slots
        if target > len(slots.all):
            return wire.NO_SUCH_SLOT
        if not target and not slots.configuration.usable:
            return codes.NOT_CONFIGURED
        if not self._journal.has_room():
            return codes.JOURNAL_FULL
        return codes.BUSY if len(self._waiting) >= MOST_WAITING else 0

    def _take_back(self, now_ms: int) -> None:
        # Who brought it stands there, so it goes before the lends that wait. Without room it stays where it is for now.
        slot = self._slots.foreign()
        if slot is None or self._log.resting(now_ms) or not self._journal.has_room():
            return
        self.current = act.taking_back(slot.number, slot.bank, self._clock.boot, now_ms)

    def _watch_recovering(self, current: Act, now_ms: int) -> None:
        slots = self._slots
        sensing = slots.sensing(now_ms)
        all_settled = True
        for number in reversed(current.tried):  # the last pulse first: it is the likeliest
            if self._left(current, number):
                current.bank_gone(number)
                break
            if not slots.all[number - 1].settled:
                all_settled = False
        if current.state == act.RECOVERING and all_settled:
            current.bank_stayed(now_ms)
        elif current.state == act.RECOVERING and not sensing:
            current.not_seen()
        if current.state == act.CLOSING:
            self._claim_tried(now_ms)

    def _watch_tried(self, current: Act, now_ms: int) -> None:
        slots = self._slots
        for number in reversed(current.tried):
            if self._left(current, number):
                current.bank_gone(number)
                return
        waited_ms = now_ms - current.since_ms
        if current.state != act.EJECTING or waited_ms < act.EJECT_MS:
            return
        slot = slots.all[current.slot - 1]
        if _stays(current, slot) and slots.readings_ms >= current.since_ms + act.EJECT_MS:
            if current.command is not None:  # a foreign bank that nobody took back says nothing of the lock
                slot.jam(now_ms)
            slot.claim(current.order, now_ms)
            current.bank_stayed(now_ms)
        elif waited_ms >= act.EJECT_MS + act.UNSEEN_MS:
            slot.claim(current.order, now_ms)
            current.not_seen()

    def _all_stayed(self, current: Act) -> bool:
        # While a bank that was tried before is half out, or cannot be seen, another pulse might make it two for one order.
        slots = self._slots.all
        return all(_stays(current, slots[number - 1]) for number in current.tried)

    def _left(self, current: Act, number: int) -> bool:
        if not current.target:
            return self._slots.left(number)
        # What the journal says is no help here: a foreign bank never was in it.
        slot = self._slots.all[number - 1]
        return slot.settled and (slot.bank != current.bank if current.bank else not slot.unreadable)

    def _eject_next(self, current: Act, now_ms: int, out: list) -> None:
        slots = self._slots
        if not current.tried and not self._journal.has_room():
            current.none_left(codes.JOURNAL_FULL)
            return
        if current.target:
            slot = self._named(current)
        else:
            slot = slots.choose(current.tried, now_ms)
            if slot is None:
                current.none_left(slots.reason_to_lend_nothing() or wire.NO_FIT_BANK)
        if slot is None:
            return
        intent = {wire.SLOT: slot.number, wire.BANK: slot.bank}
        if current.command is not None:
            intent[fields.COMMAND] = current.command
        if current.order is not None:
            intent[fields.ORDER] = current.order
        if not self._log.intent(intent, now_ms):
            current.flash_failed()
            return
        slot.claim(current.order, now_ms)
        current.pulse(slot.number, slot.bank, slot.charge_pct, now_ms)
        out.append((PULSE_LOCK, slot.number))
        if current.command is None:
            out.append((SHOW, TAKE_BACK, slot.number))

    def _named(self, current: Act) -> Slot | None:
        # None: it has ended, or has to wait until the slot says what is in it.
        slot = self._slots.all[current.target - 1]
        if current.tried:
            current.none_left(wire.LOCKS_JAMMED)
        elif not slot.bank_seen and (not slot.settled or slot.bank):
            return None
        elif not slot.bank and not slot.unreadable:
            current.none_left(wire.NOTHING_THERE)
        elif current.bank is not None and current.bank != slot.bank:
            current.none_left(wire.OTHER_BANK)
        else:
            return slot
        return None

    def _tell(self, current: Act, now_ms: int, out: list) -> None:
        if not current.tried:
            self._refuse(current.command, current.outcome, current.reason, now_ms, out)
        else:
            at_ms = now_ms
            if current.outcome == codes.DONE and (current.bank or not current.target):
                at_ms = self._slots.all[current.slot - 1].left_ms
            result = act_report.result(current, self._slots.recorded(current.slot))
            seq = self._log.event(result, at_ms, now_ms)
            if not seq:
                return
            if current.command is not None:
                self._memory.finish(current.command, current.outcome, current.reason, seq)
            out.append(act_report.said(current))
            if current.outcome == codes.DONE:
                self._slots.all[current.slot - 1].release()
            elif current.command is None and current.slot <= len(self._slots.all):
                self._slots.all[current.slot - 1].refused = True
        current.told()
        self.current = None

    def _expire_waiting(self, now_ms: int, out: list) -> None:
        index = 0
        while index < len(self._waiting):
            if now_ms > self._waiting[index].not_after_ms:
                late = self._waiting.pop(index)
                self._refuse(late.command, codes.EXPIRED, codes.DEADLINE_PASSED, now_ms, out)
            else:
                index += 1

    def _refuse(self, command: bytes | None, outcome: int, reason: int, now_ms: int, out: list) -> None:
        if command is None:  # a taking back that came to nothing: it is tried again
            return
        self._memory.finish(command, outcome, reason)
        self._answer(command, [outcome, reason, self._clock.boot, 0], now_ms, out)

    def _answer(self, command: bytes, entry: list, now_ms: int, out: list) -> None:
        body = commands.state_body(command, entry, self._clock.moment(now_ms))
        out.append((PUBLISH, topics.STATUS, body, False))

    def _claim_tried(self, now_ms: int) -> None:
        current = self.current
        if current is None:
            return
        for number in current.tried:
            if number <= len(self._slots.all):
                self._slots.all[number - 1].claim(current.order, now_ms)


def _stays(current: Act, slot: Slot) -> bool:
    return slot.bank_seen or (current.bank == b"" and slot.unreadable)


def _sooner(left: int | None, right: int) -> int:
    return right if left is None else min(left, right)
