"""What a cabinet would say, as message bodies: enough of one to test the cloud against, with no firmware in it."""

from shared_protocol import cabinet as wire
from shared_protocol import codes, fields, messages


class CabinetScript:
    """One cabinet's boot, connection, journal and uptime; every method returns a body for the leaf its type belongs on."""

    def __init__(self, slot_count=6, boot=1, journal=b"journal1"):
        self.slot_count = slot_count
        self.boot = boot
        self.connection = 0
        self.journal = journal
        self.seq = 0
        self.uptime_ms = 1_000

    def online(self):
        self.connection += 1
        return {
            fields.TYPE: messages.PRESENCE,
            fields.ONLINE: True,
            fields.BOOT: self.boot,
            fields.CONNECTION: self.connection,
            fields.UPTIME_MS: self._tick(),
            fields.JOURNAL: self.journal,
            fields.FIRST_SEQ: 1,
            fields.NEXT_SEQ: self.seq + 1,
            wire.SLOT_COUNT: self.slot_count,
            fields.FIRMWARE_VERSION: "test",
        }

    def offline(self):
        return {
            fields.TYPE: messages.PRESENCE,
            fields.ONLINE: False,
            fields.BOOT: self.boot,
            fields.CONNECTION: self.connection,
        }

    def status(self, banks):
        """`banks` maps slots to bank ids; the others are empty."""
        slots = []
        for slot in range(1, self.slot_count + 1):
            bank = banks.get(slot)
            record = {
                wire.SLOT: slot,
                wire.SLOT_STATE: wire.SLOT_OCCUPIED if bank else wire.SLOT_EMPTY,
                wire.FAULTS: 0,
            }
            if bank:
                record |= {wire.BANK: bank, wire.CHARGE_PCT: 90, wire.CYCLES: 3}
            slots.append(dict(sorted(record.items())))
        return {
            fields.TYPE: wire.STATUS,
            fields.BOOT: self.boot,
            fields.UPTIME_MS: self._tick(),
            wire.SLOTS: slots,
        }

    def lent(self, lend, slot=3, bank=b"bank-1"):
        """Answer the LEND body `lend` with a bank."""
        return self._event(
            wire.LEND_RESULT,
            {
                fields.COMMAND: lend[fields.COMMAND],
                fields.ORDER: lend[fields.ORDER],
                fields.OUTCOME: codes.DONE,
                wire.SLOT: slot,
                wire.BANK: bank,
            },
        )

    def refused(self, lend, reason=wire.NO_FIT_BANK):
        """Answer the LEND body `lend` with a refusal that touched nothing."""
        return {
            fields.TYPE: messages.COMMAND_STATE,
            fields.BOOT: self.boot,
            fields.UPTIME_MS: self._tick(),
            fields.COMMAND: lend[fields.COMMAND],
            fields.OUTCOME: codes.REFUSED,
            fields.REASON: reason,
        }

    def returned(self, slot=3, bank=b"bank-1"):
        return self._event(wire.BANK_RETURNED, {wire.SLOT: slot, wire.BANK: bank})

    def unheard_of(self):
        """An event of a type that this version of the cloud does not know."""
        return self._event(99, {})

    def _event(self, kind, body):
        self.seq += 1
        return body | {
            fields.TYPE: kind,
            fields.JOURNAL: self.journal,
            fields.SEQ: self.seq,
            fields.BOOT: self.boot,
            fields.UPTIME_MS: self._tick(),
            fields.CLOCK_QUALITY: codes.CLOCK_NONE,
        }

    def _tick(self):
        self.uptime_ms += 10
        return self.uptime_ms
