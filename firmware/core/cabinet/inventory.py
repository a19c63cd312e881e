"""What the journal's records add up to: the bank in each slot, faults told, the lend that is under way.

The same `apply` runs on each record as it is written and again at recovery, so that both agree. Knows no flash.
"""

from firmware.core.common import records
from shared_protocol import cabinet as wire
from shared_protocol import codes, fields


class OpenLend:
    """What was begun and has no result yet: `command`, `order`, `boot`, `slots` pulsed in order, `bank` in the last of them.

    An eject has no order (None), the offer to take a foreign bank back has no command either.
    """

    def __init__(self, body: dict, slots: list) -> None:
        """Take an INTENT or INVENTORY record and the slots that were pulsed."""
        self.command: bytes | None = body.get(fields.COMMAND)
        self.order: bytes | None = body.get(fields.ORDER)
        self.boot: int = body[fields.BOOT]
        self.bank: bytes = body.get(wire.BANK, b"")
        self.slots = slots


class Inventory:
    """`banks` {slot: id, or b"" for empty; unknown slots are missing}, `faults` {slot: bits}, `last_pulsed`, `open_lend`."""

    RESULTS = (wire.LEND_RESULT, wire.EJECT_RESULT)

    def __init__(self) -> None:
        self.banks: dict[int, bytes] = {}
        self.faults: dict[int, int] = {}
        self.last_pulsed = 0
        self.open_lend: OpenLend | None = None

    def apply(self, kind: int, body: dict) -> None:
        """Take a record over."""
        if kind == records.EVENT:
            self._apply_event(body)
        elif kind == records.INTENT:
            self._apply_intent(body)
        elif kind == records.INVENTORY:
            self._apply_inventory(body)

    def checkpoint(self, found=None) -> dict:
        """Return the body of an INVENTORY record that says all of this, and that the banks `found` are in their slots."""
        banks = self.banks
        if found:
            banks = dict(banks)
            banks.update(found)
        body = {wire.SLOTS: banks, wire.FAULTS: self.faults, wire.SLOT: self.last_pulsed}
        lend = self.open_lend
        if lend is not None:
            if lend.command is not None:
                body[fields.COMMAND] = lend.command
            if lend.order is not None:
                body[fields.ORDER] = lend.order
            body[wire.BANK] = lend.bank
            body[fields.BOOT] = lend.boot
            body[wire.TRIED_SLOTS] = lend.slots
        return body

    def _apply_event(self, body: dict) -> None:
        kind = body[fields.TYPE]
        if kind == wire.BANK_RETURNED:
            self.banks[body[wire.SLOT]] = body[wire.BANK]
        elif kind == wire.BANK_REMOVED:
            self.banks[body[wire.SLOT]] = b""
        elif kind == wire.SLOT_FAULT:
            if body[wire.FAULTS]:
                self.faults[body[wire.SLOT]] = body[wire.FAULTS]
            else:
                self.faults.pop(body[wire.SLOT], None)
        elif kind == wire.LEND_RESULT or kind == wire.EJECT_RESULT:  # noqa: PLR1714 - a tuple costs heap
            self.open_lend = None
            if body[fields.OUTCOME] == codes.DONE:
                self.banks[body[wire.SLOT]] = b""
        elif kind == wire.BANK_REFUSED:
            self.open_lend = None
            if body[fields.OUTCOME] != codes.DONE:  # not to be offered back again after the next start
                self.faults[body[wire.SLOT]] = self.faults.get(body[wire.SLOT], 0) | wire.FOREIGN_BANK

    def _apply_intent(self, body: dict) -> None:
        lend = self.open_lend
        self.last_pulsed = body[wire.SLOT]
        slots = [body[wire.SLOT]]
        if lend is not None and lend.order is not None and lend.command == body.get(fields.COMMAND):
            slots = lend.slots + slots
        self.open_lend = OpenLend(body, slots)

    def _apply_inventory(self, body: dict) -> None:
        self.banks = body[wire.SLOTS]
        self.faults = body[wire.FAULTS]
        self.last_pulsed = body[wire.SLOT]
        self.open_lend = None
        if wire.TRIED_SLOTS in body:
            self.open_lend = OpenLend(body, body[wire.TRIED_SLOTS])
