"""What a cabinet reports of itself, as common/report.py wants it: pages of slot records. Reads the slots, changes nothing."""

from firmware.core.cabinet.slot import Slot
from firmware.core.cabinet.slots import Slots
from shared_protocol import cabinet as wire
from shared_protocol import fields
from shared_protocol.cabinet_limits import SLOTS_PER_STATUS


class Status:
    """`pages`: how many there are."""

    def __init__(self, slots: Slots) -> None:
        """Take what is reported on."""
        self._slots = slots
        self.pages = (len(slots.all) + SLOTS_PER_STATUS - 1) // SLOTS_PER_STATUS
        self._shown: list[tuple | None] = [None] * len(slots.all)

    def changed(self) -> int:
        """Return a bit for each page on which a slot looks different from when this was asked before."""
        changed = 0
        disabled = self._slots.configuration.disabled
        for slot in self._slots.all:
            index = slot.number - 1
            looks = slot.report_state(slot.number in disabled) << 16 | slot.faults
            shown = self._shown[index]
            if shown is None or shown[0] != looks or shown[1] != slot.bank:
                self._shown[index] = (looks, slot.bank)
                changed |= 1 << index // SLOTS_PER_STATUS
        return changed

    def tell(self, page: int, body: dict) -> None:
        """Make `body`, which bears the moment, the message of a page."""
        first = page * SLOTS_PER_STATUS
        disabled = self._slots.configuration.disabled
        body[fields.TYPE] = wire.STATUS
        body[wire.SLOTS] = [
            _slot_record(slot, slot.number in disabled) for slot in self._slots.all[first : first + SLOTS_PER_STATUS]
        ]

    def tell_presence(self, body: dict) -> None:
        """Add to the presence what only a cabinet tells."""
        body[wire.SLOT_COUNT] = len(self._slots.all)


def _slot_record(slot: Slot, disabled: bool) -> dict:
    record: dict = {
        wire.SLOT: slot.number,
        wire.SLOT_STATE: slot.report_state(disabled),
        wire.FAULTS: slot.faults,
    }
    if slot.bank:
        record[wire.BANK] = slot.bank
        if slot.charge_pct >= 0:
            record[wire.CHARGE_PCT] = slot.charge_pct
        if slot.cycles >= 0:
            record[wire.CYCLES] = slot.cycles
    return record
