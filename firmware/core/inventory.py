"""What the journal's records add up to: the bank in each slot, faults told, the lend that is under way.

The same `apply` runs on each record as it is written and again at recovery, so that both agree. Knows no flash.
"""

from firmware.core import records
from shared_protocol import codes, fields, messages


class OpenLend:
    """A command whose locks were pulsed and that has no result yet: `command`, `order`, `boot`, `slots` in order."""

    def __init__(self, command: bytes, order: bytes, boot: int, slots: list) -> None:
        """Take the ids (16 bytes each), the boot that it ran in and the slots that were pulsed."""
        self.command = command
        self.order = order
        self.boot = boot
        self.slots = slots


class Inventory:
    """`banks` {slot: id, or b"" for empty; unknown slots are missing}, `faults` {slot: bits}, `last_pulsed`, `open_lend`."""

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

    def checkpoint(self) -> dict:
        """Return the body of an INVENTORY record that says all of this."""
        body = {fields.SLOTS: self.banks, fields.FAULTS: self.faults, fields.SLOT: self.last_pulsed}
        lend = self.open_lend
        if lend is not None:
            body[fields.COMMAND] = lend.command
            body[fields.ORDER] = lend.order
            body[fields.BOOT] = lend.boot
            body[fields.TRIED_SLOTS] = lend.slots
        return body

    def _apply_event(self, body: dict) -> None:
        kind = body[fields.TYPE]
        if kind == messages.BANK_RETURNED:
            self.banks[body[fields.SLOT]] = body[fields.BANK]
        elif kind == messages.BANK_REMOVED:
            self.banks[body[fields.SLOT]] = b""
        elif kind == messages.SLOT_FAULT:
            if body[fields.FAULTS]:
                self.faults[body[fields.SLOT]] = body[fields.FAULTS]
            else:
                self.faults.pop(body[fields.SLOT], None)
        elif kind == messages.LEND_RESULT:
            self.open_lend = None
            if body[fields.OUTCOME] == codes.DONE:
                self.banks[body[fields.SLOT]] = b""

    def _apply_intent(self, body: dict) -> None:
        lend = self.open_lend
        self.last_pulsed = body[fields.SLOT]
        if lend is not None and lend.command == body[fields.COMMAND]:
            lend.slots.append(body[fields.SLOT])
        else:
            self.open_lend = OpenLend(body[fields.COMMAND], body[fields.ORDER], body[fields.BOOT], [body[fields.SLOT]])

    def _apply_inventory(self, body: dict) -> None:
        self.banks = body[fields.SLOTS]
        self.faults = body[fields.FAULTS]
        self.last_pulsed = body[fields.SLOT]
        self.open_lend = None
        if fields.COMMAND in body:
            self.open_lend = OpenLend(
                body[fields.COMMAND], body[fields.ORDER], body[fields.BOOT], body[fields.TRIED_SLOTS]
            )
