"""The cabinet's slots: takes readings, compares them with what the journal knows, tells what changed, chooses banks.

What the journal says is in a slot changes only by a record. So a difference between it and a settled slot is exactly
what has not been told yet: just now, while flash failed, or while power was off. Lends are the business of `lending`.
"""

from firmware.core.cabinet import lend_rule
from firmware.core.cabinet.configuration import Configuration
from firmware.core.cabinet.signals import ACCEPTED, SHOW
from firmware.core.cabinet.slot import SAMPLES, UNKNOWN, Slot
from firmware.core.common.event_log import EventLog
from shared_protocol import cabinet as wire
from shared_protocol import fields

# How long sensing may take after a start before a slot that says nothing counts as one that cannot be seen.
SENSE_MS = 5_000
# Fault events of one slot: the second no sooner than this after the first, then twice as long, up to an hour.
FAULT_EVENT_MS = 60_000
MAX_FAULT_EVENT_MS = 3_600_000


class Slots:
    """`all` (slot 1 first), `temperature_dc` (None unknown), `configuration`, `readings_ms` (when they came last)."""

    def __init__(self, slot_count: int, configuration: Configuration, log: EventLog) -> None:
        """Take the number of slots, the configuration in force and the event log."""
        self.all = [Slot(index + 1) for index in range(slot_count)]
        self.configuration = configuration
        self.temperature_dc: int | None = None
        self.readings_ms = -1
        self._log = log
        self._inventory = log.journal.inventory
        for slot in self.all:
            slot.refused = self._inventory.faults.get(slot.number, 0) & wire.FOREIGN_BANK != 0
        self._sensed_ms: int | None = None
        self._fault_event_ms = [0] * slot_count
        self._fault_wait_ms = [FAULT_EVENT_MS] * slot_count
        self._best = [0] * 5
        self._rival = [0] * 5

    def judge(self, body: dict) -> Configuration:
        """Return the configuration that a CONFIGURE asks for; raises ConfigurationError."""
        return Configuration(body[fields.CONFIGURATION_VERSION], body[wire.CONFIGURATION], len(self.all))

    def take_readings(self, readings: list, now_ms: int) -> None:
        """Take one reading of each slot over (see signals.READINGS)."""
        self.readings_ms = now_ms
        self.sensing(now_ms)  # the time begins with the first reading
        for index in range(len(self.all)):
            self.all[index].read(readings[index], now_ms)

    def sensing(self, now_ms: int) -> bool:
        """Tell whether it is still too early to call a slot unreadable."""
        if self._sensed_ms is None:
            self._sensed_ms = now_ms + SENSE_MS
        return now_ms < self._sensed_ms

    def looked_round(self, now_ms: int) -> bool:
        """Tell whether every slot was seen in this boot, or had time enough: before that a choice knows not all banks."""
        for slot in self.all:
            if slot.state == UNKNOWN:
                return not self.sensing(now_ms)
        return True

    def sensed_by_ms(self) -> int | None:
        """Return until when `sensing`; None before it began."""
        return self._sensed_ms

    def recorded(self, number: int) -> bytes | None:
        """Return the bank that the journal says is in slot `number`: id, b"" for empty, None when it does not know."""
        return self._inventory.banks.get(number)

    def left(self, number: int) -> bool:
        """Tell whether the bank that the journal says is in slot `number` is there no more."""
        slot = self.all[number - 1]
        recorded = self.recorded(number)
        return slot.settled and (slot.bank != recorded if recorded else not slot.bank)

    def notice(self, now_ms: int, out: list) -> None:
        """Journal what changed: removals, returns, faults. A bank that left for a lend is that lend's business, and before."""
        if self._log.resting(now_ms):
            return
        self._take_stock(now_ms)
        for slot in self.all:
            if slot.settled:
                self._compare(slot, now_ms, out)
            self._tell_faults(slot, now_ms)

    def foreign(self) -> Slot | None:
        """Return a slot with a bank that is not ours and was not offered back yet, None when there is none."""
        for slot in self.all:
            if slot.unmarked < SAMPLES or not slot.bank_seen or slot.refused:
                continue
            if self.recorded(slot.number) == b"" and self._is_stranger(slot):  # and what was here before it is told
                return slot
        return None

    def reason_to_lend_nothing(self) -> int:
        """Return why nothing may be lent whatever is in the slots, 0 for no reason; an unknown temperature is none."""
        if self.configuration.return_only:
            return wire.ONLY_RETURNS
        if self.temperature_dc is not None and self.temperature_dc > self.configuration.maximum_temperature_dc:
            return wire.TOO_HOT
        return 0

    def choose(self, tried: list, now_ms: int) -> Slot | None:
        """Return the slot whose bank goes next by the lend rule, by what was read last; None when none is fit."""
        best = None
        if self.reason_to_lend_nothing():
            return best
        for slot in self.all:
            if slot.number in tried or not self._fit(slot):
                continue
            self._describe(slot, now_ms)
            if best is None or lend_rule.comes_before(self._rival, self._best, self.configuration.rule):
                best = slot
                self._best, self._rival = self._rival, self._best
        return best

    def _fit(self, slot: Slot) -> bool:
        configuration = self.configuration
        if slot.number in configuration.disabled or not slot.lendable(configuration.minimum_charge_pct):
            return False
        return self.recorded(slot.number) == slot.bank

    def _describe(self, slot: Slot, now_ms: int) -> None:
        rival = self._rival
        rival[lend_rule.CHARGE] = slot.charge_pct
        rival[lend_rule.CYCLES] = lend_rule.UNKNOWN_CYCLES if slot.cycles < 0 else slot.cycles
        rival[lend_rule.RESTED] = now_ms - slot.arrived_ms
        rival[lend_rule.TURN] = lend_rule.turn(slot.number, self._inventory.last_pulsed, len(self.all))
        rival[lend_rule.SLOT] = slot.number

    def _take_stock(self, now_ms: int) -> None:
        # Slots of which the journal knows nothing (it is new, or the cabinet grew): no event, that is how it is found.
        if len(self._inventory.banks) >= len(self.all):
            return
        found: dict[int, bytes] = {}
        waiting = False
        for slot in self.all:
            if self.recorded(slot.number) is None:
                if slot.bank is not None and slot.settled:
                    found[slot.number] = b"" if slot.unmarked else slot.bank
                else:
                    waiting = True
        if found and not (waiting and self.sensing(now_ms)):
            self._log.inventory(self._inventory.checkpoint(found), now_ms)

    def _compare(self, slot: Slot, now_ms: int, out: list) -> None:
        recorded = self.recorded(slot.number)
        if recorded is None or recorded == slot.bank:
            return
        if recorded and not self._tell_removal(slot, recorded, now_ms):
            return
        if slot.bank_seen and not self._is_stranger(slot) and not self._is_leaving_another(slot, now_ms):
            self._tell_return(slot, now_ms, out)

    def _is_stranger(self, slot: Slot) -> bool:
        return slot.unmarked > 0 and slot.bank not in self._inventory.banks.values()

    def _is_leaving_another(self, slot: Slot, now_ms: int) -> bool:
        # The journal still has this bank in another slot. That it left there (for an order, perhaps) has to be told before
        # it is told to be here, or a reader of both events in turn takes it for gone.
        for other in self.all:
            if other is slot or self.recorded(other.number) != slot.bank:
                continue
            if other.settled:
                return other.bank != slot.bank
            return other.state != UNKNOWN or self.sensing(now_ms)
        return False

    def _tell_removal(self, slot: Slot, bank: bytes, now_ms: int) -> int:
        body = {fields.TYPE: wire.BANK_REMOVED, wire.SLOT: slot.number, wire.BANK: bank}
        order = slot.order_of_leaver()
        if order is not None:
            body[fields.ORDER] = order
        seq = self._log.event(body, slot.left_ms, now_ms)
        if seq:
            slot.release()
        return seq

    def _tell_return(self, slot: Slot, now_ms: int, out: list) -> None:
        body = {fields.TYPE: wire.BANK_RETURNED, wire.SLOT: slot.number, wire.BANK: slot.bank}
        if slot.charge_pct >= 0:
            body[wire.CHARGE_PCT] = slot.charge_pct
        if slot.cycles >= 0:
            body[wire.CYCLES] = slot.cycles
        if slot.bank_faults:
            body[wire.FAULTS] = slot.bank_faults
        if self._log.event(body, slot.arrived_ms, now_ms):
            slot.refused = False
            out.append((SHOW, ACCEPTED, slot.number))

    def _tell_faults(self, slot: Slot, now_ms: int) -> None:
        index = slot.number - 1
        told = self._inventory.faults.get(slot.number, 0)
        if not slot.judged or slot.faults == told or now_ms < self._fault_event_ms[index]:
            return
        # An alarm that only says what STATUS says too gives way to the events that nothing else tells.
        if not self._log.journal.has_room():
            return
        body: dict = {fields.TYPE: wire.SLOT_FAULT, wire.SLOT: slot.number, wire.FAULTS: slot.faults}
        if slot.bank:
            body[wire.BANK] = slot.bank
        if self._log.event(body, now_ms, now_ms):
            self._space_fault_events(index, now_ms)

    def _space_fault_events(self, index: int, now_ms: int) -> None:
        if now_ms - self._fault_event_ms[index] > MAX_FAULT_EVENT_MS:
            self._fault_wait_ms[index] = FAULT_EVENT_MS
        self._fault_event_ms[index] = now_ms + self._fault_wait_ms[index]
        self._fault_wait_ms[index] = min(2 * self._fault_wait_ms[index], MAX_FAULT_EVENT_MS)
