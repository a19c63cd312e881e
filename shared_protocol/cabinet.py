"""What only cabinets say on the wire: numbers of fields, messages and codes, and their rows.

Numbers go on where others left off, over all kinds of device: never reuse one, only add; a test holds that.
"""

from shared_protocol import fields, messages, topics
from shared_protocol.cabinet_limits import MAX_RULE_CRITERIA, MAX_SLOTS, SLOTS_PER_STATUS
from shared_protocol.fields import A_BYTE, A_TRUTH, BYTES, INT, LIST, MAP, TEXT

# Fields.
SLOT = 12
BANK = 13
CHARGE_PCT = 14
CYCLES = 15
SLOT_STATE = 16
FAULTS = 17
SLOTS = 18
SLOT_COUNT = 26
CONFIGURATION = 37
LEND_RULE = 38
MINIMUM_CHARGE_PCT = 39
MAXIMUM_TEMPERATURE_DC = 40
DISABLED_SLOTS = 41
TRIED_SLOTS = 43
RETURN_ONLY = 45

# Messages down.
LEND = 1
CONFIGURE = 2
EJECT = 3
# Up, newest wins.
STATUS = 17
# Up, journaled.
LEND_RESULT = 32
BANK_RETURNED = 33
BANK_REMOVED = 34
SLOT_FAULT = 35
EJECT_RESULT = 39
BANK_REFUSED = 40

# Reason for anything but DONE, and evidence for UNKNOWN.
NO_FIT_BANK = 1
LOCKS_JAMMED = 2  # there were fit banks, and none came out
POWER_CUT_BANK_STAYED = 7  # intent open at a reboot; its bank is still there
POWER_CUT_BANK_GONE = 8  # intent open at a reboot; its bank is no longer there
TOO_HOT = 9
POWER_CUT_NOT_SEEN = 13  # intent open at a reboot, and its slot cannot be read
NOT_SEEN = 14  # pulsed, and then the slot could not be read
ONLY_RETURNS = 15  # the cabinet takes banks back and lends none
NOTHING_THERE = 16  # the slot to open is empty
OTHER_BANK = 17  # the slot to open holds another bank than the one named
NO_SUCH_SLOT = 18

# State of a slot.
SLOT_EMPTY = 0
SLOT_SETTLING = 1  # something is there, or just left; not yet judged
SLOT_OCCUPIED = 2
SLOT_FAULTY = 3
SLOT_DISABLED = 4

# Faults of a slot: bits.
LOCK_JAMMED = 1
PRESENCE_STUCK = 2  # switch and bank disagree
BANK_UNREADABLE = 4
GAUGE_SILENT = 8
GAUGE_IMPLAUSIBLE = 16
EXPANDER_SILENT = 32
FOREIGN_BANK = 64  # not ours, and not taken back
WEAR_RECORD_BAD = 128  # ours by its mark or by the journal, and its wear record is damaged

_SLOT = (INT, 1, MAX_SLOTS)
_SLOT_LIST = (LIST, 0, MAX_SLOTS, _SLOT)
_PERCENTAGE = (INT, 0, 100)
_WORD = (INT, 0, 65_535)

SLOT_RECORD = (MAP, (SLOT, SLOT_STATE, FAULTS), (BANK, CHARGE_PCT, CYCLES))
CONFIGURATION_RECORD = (MAP, (LEND_RULE, MINIMUM_CHARGE_PCT, MAXIMUM_TEMPERATURE_DC, DISABLED_SLOTS), (RETURN_ONLY,))

SPECS: dict[int, tuple] = {  # type: ignore[type-arg]  # as fields.SPECS
    SLOT: _SLOT,
    BANK: (BYTES, 6, 6),
    CHARGE_PCT: _PERCENTAGE,
    CYCLES: _WORD,
    SLOT_STATE: A_BYTE,
    FAULTS: _WORD,
    SLOTS: (LIST, 1, SLOTS_PER_STATUS, SLOT_RECORD),
    SLOT_COUNT: _SLOT,
    CONFIGURATION: CONFIGURATION_RECORD,
    LEND_RULE: (LIST, 1, MAX_RULE_CRITERIA, (TEXT, 1, 32)),
    MINIMUM_CHARGE_PCT: _PERCENTAGE,
    MAXIMUM_TEMPERATURE_DC: (INT, 0, 850),
    DISABLED_SLOTS: _SLOT_LIST,
    TRIED_SLOTS: _SLOT_LIST,
    RETURN_ONLY: A_TRUTH,
}

TABLE: dict[int, tuple[str, tuple[int, ...], tuple[int, ...]]] = {
    LEND: (topics.COMMAND, (fields.COMMAND, fields.ORDER, fields.BOOT, fields.NOT_AFTER_UPTIME_MS), ()),
    CONFIGURE: (topics.COMMAND, (fields.COMMAND, fields.CONFIGURATION_VERSION, CONFIGURATION), ()),
    EJECT: (topics.COMMAND, (fields.COMMAND, fields.BOOT, fields.NOT_AFTER_UPTIME_MS, SLOT), (BANK,)),
    STATUS: (topics.STATUS, (fields.BOOT, fields.UPTIME_MS, SLOTS), ()),
    LEND_RESULT: (
        topics.EVENT,
        (fields.COMMAND, fields.ORDER, fields.OUTCOME),
        (fields.REASON, SLOT, BANK, CHARGE_PCT, TRIED_SLOTS, fields.BOUND_BOOT),
    ),
    BANK_RETURNED: (topics.EVENT, (SLOT, BANK), (CHARGE_PCT, CYCLES, FAULTS)),
    BANK_REMOVED: (topics.EVENT, (SLOT, BANK), (fields.ORDER,)),
    SLOT_FAULT: (topics.EVENT, (SLOT, FAULTS), (BANK,)),
    EJECT_RESULT: (topics.EVENT, (fields.COMMAND, SLOT, fields.OUTCOME), (fields.REASON, BANK, fields.BOUND_BOOT)),
    BANK_REFUSED: (topics.EVENT, (SLOT, BANK), (CHARGE_PCT, fields.OUTCOME)),
}

# Optional keys that a cabinet adds to messages of any device.
ADDED: dict[int, tuple[int, ...]] = {messages.PRESENCE: (SLOT_COUNT,)}

# All that a cabinet says and takes, for check.py.
ROWS = (messages.ROWS, (TABLE, SPECS, ADDED))
