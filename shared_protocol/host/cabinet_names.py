"""What people call the fields, messages and codes that only cabinets use, for names.py. Boards never load it."""

from shared_protocol import cabinet as wire
from shared_protocol import fields

FIELDS = {
    "SLOT": "Number of a slot, from 1.",
    "BANK": "EUI-48 out of the power bank's id memory.",
    "CHARGE_PCT": "State of charge by the bank's own gauge.",
    "CYCLES": "Charging cycles by the bank's own gauge.",
    "SLOT_STATE": "What the cabinet makes of a slot.",
    "FAULTS": "Sum of the faults that hold for a slot; 0 for none.",
    "SLOTS": "One page of slot records.",
    "SLOT_COUNT": "How many slots the cabinet has.",
    "CONFIGURATION": "The whole desired configuration.",
    "LEND_RULE": "Criteria in order, such as `charge:desc`.",
    "MINIMUM_CHARGE_PCT": "A bank with less is not lent.",
    "MAXIMUM_TEMPERATURE_DC": "Above it the cabinet lends nothing.",
    "DISABLED_SLOTS": "Slots that lend nothing, by the operator's wish.",
    "TRIED_SLOTS": "Slots whose lock was pulsed for this order, in that order.",
    "RETURN_ONLY": "True: take banks back, lend none. Absent means false.",
}

MESSAGES = {
    "LEND": "Lend one bank for an order, in this boot, before that uptime. Names no slot: the cabinet chooses.",
    "CONFIGURE": "Take this configuration.",
    "EJECT": "Open one slot, in this boot, before that uptime; with a bank, only if exactly that one is in it. Never for a lend.",
    "STATUS": "What the slots hold now, in pages.",
    "LEND_RESULT": "A lend that touched a lock has ended.",
    "BANK_RETURNED": "A bank was pushed into a slot and is settled there.",
    "BANK_REMOVED": "A bank left its slot although no lend was under way there.",
    "SLOT_FAULT": "The faults of a slot changed.",
    "EJECT_RESULT": "An eject that touched a lock has ended.",
    "BANK_REFUSED": "A bank that is not ours was pushed in and offered back; `outcome` done: it left, refused: it stayed.",
}

# Whose values are sums of bits.
FIELDS_OF_BITS = (wire.FAULTS,)

# Which field's values are named.
CODES_OF_FIELD: dict[int, list[str]] = {
    fields.REASON: [
        "NO_FIT_BANK",
        "LOCKS_JAMMED",
        "POWER_CUT_BANK_STAYED",
        "POWER_CUT_BANK_GONE",
        "TOO_HOT",
        "POWER_CUT_NOT_SEEN",
        "NOT_SEEN",
        "ONLY_RETURNS",
        "NOTHING_THERE",
        "OTHER_BANK",
        "NO_SUCH_SLOT",
    ],
    wire.SLOT_STATE: [
        "SLOT_EMPTY",
        "SLOT_SETTLING",
        "SLOT_OCCUPIED",
        "SLOT_FAULTY",
        "SLOT_DISABLED",
    ],
    wire.FAULTS: [
        "LOCK_JAMMED",
        "PRESENCE_STUCK",
        "BANK_UNREADABLE",
        "GAUGE_SILENT",
        "GAUGE_IMPLAUSIBLE",
        "EXPANDER_SILENT",
        "FOREIGN_BANK",
        "WEAR_RECORD_BAD",
    ],
}

CODES = {
    "NO_FIT_BANK": "No slot holds a bank that may be lent.",
    "LOCKS_JAMMED": "There were fit banks, and none came out.",
    "POWER_CUT_BANK_STAYED": "Power failed in the middle of it; the bank is still in its slot.",
    "POWER_CUT_BANK_GONE": "Power failed in the middle of it; the bank is gone from its slot.",
    "TOO_HOT": "The cabinet is hotter than its limit.",
    "POWER_CUT_NOT_SEEN": "Power failed in the middle of it; the slot cannot be read.",
    "NOT_SEEN": "The lock was pulsed, and then the slot could not be read.",
    "ONLY_RETURNS": "The cabinet takes banks back and lends none, by the operator's wish.",
    "NOTHING_THERE": "The slot to open is empty.",
    "OTHER_BANK": "The slot to open holds another bank than the one named.",
    "NO_SUCH_SLOT": "The cabinet has no slot of that number.",
    "SLOT_EMPTY": "Nothing is in it.",
    "SLOT_SETTLING": "Something is there, or just left; not yet judged.",
    "SLOT_OCCUPIED": "A bank is in it.",
    "SLOT_FAULTY": "A fault keeps it from lending.",
    "SLOT_DISABLED": "The operator disabled it.",
    "LOCK_JAMMED": "The lock was pulsed and the bank stayed.",
    "PRESENCE_STUCK": "The presence switch and the bank disagree.",
    "BANK_UNREADABLE": "Something is there whose id cannot be read.",
    "GAUGE_SILENT": "The bank's gauge does not answer.",
    "GAUGE_IMPLAUSIBLE": "The bank's gauge says what cannot be.",
    "EXPANDER_SILENT": "The expander that drives this slot does not answer.",
    "FOREIGN_BANK": "A bank that is not ours was offered back, and is still there.",
    "WEAR_RECORD_BAD": "A bank of ours whose wear record is damaged.",
}
