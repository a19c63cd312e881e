"""Names, units and meanings of what is a bare number on the wire: fields, message types, codes. Boards never load it.

Names and numbers are read out of fields.py, messages.py, codes.py and errors.py, so each number stands in one place; only
the prose stands here. A test holds that nothing on the wire is without its sentence.
"""

from types import ModuleType
from typing import NamedTuple

from shared_protocol import codes, errors, fields, messages


class Named(NamedTuple):
    """What people call a number: a name in lower case, a unit ("" for none) and a sentence."""

    name: str
    unit: str
    meaning: str


_UNIT_OF_ENDING = {
    "ms": "ms",
    "pct": "%",
    "bytes": "bytes",
    "dbm": "dBm",
    "dc": "0.1 °C",
}

_FIELD_MEANINGS = {
    "TYPE": "Which message this is.",
    "BOOT": "Number of the device's start; rises durably by one with each.",
    "UPTIME_MS": "Time since that start when the thing happened or was measured.",
    "WALL_MS": "UTC time when it happened, as the device knew it; absent when it knew none.",
    "CLOCK_QUALITY": "How far the device's wall time can be believed.",
    "JOURNAL": "Random id of the device's journal, made when the journal is created.",
    "SEQ": "Number of the entry in its journal; in an acknowledgement the last one that is committed.",
    "COMMAND": "Id of a command; a device carries out an id at most once.",
    "ORDER": "Id of the customer's order.",
    "NOT_AFTER_UPTIME_MS": "Uptime, in the boot that the command names, after which it must not begin.",
    "OUTCOME": "How a command ended.",
    "REASON": "Why, for any outcome but done; for unknown the evidence.",
    "SLOT": "Number of a slot, from 1.",
    "BANK": "EUI-48 out of the power bank's id memory.",
    "CHARGE_PCT": "State of charge by the bank's own gauge.",
    "CYCLES": "Charging cycles by the bank's own gauge.",
    "SLOT_STATE": "What the cabinet makes of a slot.",
    "FAULTS": "Sum of the faults that hold for a slot; 0 for none.",
    "SLOTS": "One page of slot records.",
    "CONNECTION": "Number of the connection within this boot; rises by one with each.",
    "ONLINE": "True at connecting; false by last will or before leaving on purpose.",
    "FIRST_SEQ": "First entry that the journal still holds.",
    "NEXT_SEQ": "Number that the next entry will get.",
    "CONFIGURATION_VERSION": "Version of the configuration that is meant, or in force.",
    "FIRMWARE_VERSION": "Version of the firmware that runs.",
    "PROTOCOL_VERSION": "Version of this protocol that the device speaks.",
    "SLOT_COUNT": "How many slots the cabinet has.",
    "RESET_CAUSE": "Why the board started.",
    "FREE_HEAP_BYTES": "Free heap after collection.",
    "LARGEST_FREE_BLOCK_BYTES": "Largest object that still fits the heap.",
    "RSSI_DBM": "Signal strength of the Wi-Fi access point.",
    "JOURNAL_DEPTH": "Journal entries not yet acknowledged.",
    "DISCARDED_COUNT": "Messages refused since the start.",
    "TEMPERATURE_DC": "Temperature inside the cabinet.",
    "TIME_MS": "UTC time of the cloud when it sent this.",
    "ECHO_BOOT": "Boot of the report that is answered; time is taken from no other answer.",
    "ECHO_UPTIME_MS": "Uptime in the report that is answered.",
    "CONFIGURATION": "The whole desired configuration.",
    "LEND_RULE": "Criteria in order, such as `charge:desc`.",
    "MINIMUM_CHARGE_PCT": "A bank with less is not lent.",
    "MAXIMUM_TEMPERATURE_DC": "Above it the cabinet lends nothing.",
    "DISABLED_SLOTS": "Slots that lend nothing, by the operator's wish.",
    "DETAIL": "For people: the key at fault, its value, and what is allowed.",
    "TRIED_SLOTS": "Slots whose lock was pulsed for this order, in that order.",
    "BOUND_BOOT": "Boot that the command named.",
    "RETURN_ONLY": "True: take banks back, lend none. Absent means false.",
}

_MESSAGE_MEANINGS = {
    "LEND": "Lend one bank for an order, in this boot, before that uptime. Names no slot: the cabinet chooses.",
    "CONFIGURE": "Take this configuration.",
    "EJECT": "Open one slot, in this boot, before that uptime; with a bank, only if exactly that one is in it. Never for a lend.",
    "ACK": "Everything up to this entry of this journal is committed. Carries the time.",
    "PRESENCE": "The device is here, or gone. Retained, and the last will.",
    "STATUS": "What the slots hold now, in pages.",
    "HEALTH": "Figures on the board itself.",
    "COMMAND_STATE": "Answer to a command that touched no hardware, or whose result is already in the journal at `seq`.",
    "LEND_RESULT": "A lend that touched a lock has ended.",
    "BANK_RETURNED": "A bank was pushed into a slot and is settled there.",
    "BANK_REMOVED": "A bank left its slot although no lend was under way there.",
    "SLOT_FAULT": "The faults of a slot changed.",
    "CONFIGURATION_RESULT": "A configuration was taken or refused.",
    "BOOTED": "The board started.",
    "ENTRY_LOST": "Flash lost the entry that had this number: a gap that nothing can fill. The moment is that of sending.",
    "EJECT_RESULT": "An eject that touched a lock has ended.",
    "BANK_REFUSED": "A bank that is not ours was pushed in and offered back; `outcome` done: it left, refused: it stayed.",
}

# Which field's values are named, by the names of their constants in codes.py.
_CODES_OF_FIELD = {
    fields.OUTCOME: "DONE REFUSED EXPIRED UNKNOWN EXECUTING",
    fields.REASON: "NO_FIT_BANK LOCKS_JAMMED JOURNAL_FULL DEADLINE_PASSED WRONG_BOOT BUSY POWER_CUT_BANK_STAYED"
    " POWER_CUT_BANK_GONE TOO_HOT NOT_CONFIGURED FLASH_FAILED INVALID_CONFIGURATION POWER_CUT_NOT_SEEN NOT_SEEN"
    " RETURN_ONLY NOTHING_THERE OTHER_BANK NO_SUCH_SLOT",
    fields.SLOT_STATE: "SLOT_EMPTY SLOT_SETTLING SLOT_OCCUPIED SLOT_FAULTY SLOT_DISABLED",
    fields.FAULTS: "LOCK_JAMMED PRESENCE_STUCK BANK_UNREADABLE GAUGE_SILENT GAUGE_IMPLAUSIBLE EXPANDER_SILENT"
    " FOREIGN_BANK WEAR_RECORD_BAD",
    fields.RESET_CAUSE: "RESET_POWER_ON RESET_HARD RESET_WATCHDOG RESET_DEEP_SLEEP RESET_SOFT",
    fields.CLOCK_QUALITY: "CLOCK_NONE CLOCK_RTC CLOCK_SYNCED",
}

_CODE_MEANINGS = {
    "DONE": "It was carried out.",
    "REFUSED": "It was not carried out, and will not be.",
    "EXPIRED": "It came too late, and will not be carried out.",
    "UNKNOWN": "It may have happened; a person decides on the evidence.",
    "EXECUTING": "It is being carried out; the result will come as an event.",
    "NO_FIT_BANK": "No slot holds a bank that may be lent.",
    "LOCKS_JAMMED": "There were fit banks, and none came out.",
    "JOURNAL_FULL": "Flash has no room left for a new lend.",
    "DEADLINE_PASSED": "The deadline was over before it could begin.",
    "WRONG_BOOT": "The command is bound to another boot of this device.",
    "BUSY": "Another lend is being carried out, or too many commands are remembered.",
    "POWER_CUT_BANK_STAYED": "Power failed in the middle of it; the bank is still in its slot.",
    "POWER_CUT_BANK_GONE": "Power failed in the middle of it; the bank is gone from its slot.",
    "TOO_HOT": "The cabinet is hotter than its limit.",
    "NOT_CONFIGURED": "The cabinet has no configuration yet.",
    "FLASH_FAILED": "Flash refused to write, so nothing was begun.",
    "INVALID_CONFIGURATION": "The configuration is not allowed; `detail` says which part.",
    "POWER_CUT_NOT_SEEN": "Power failed in the middle of it; the slot cannot be read.",
    "NOT_SEEN": "The lock was pulsed, and then the slot could not be read.",
    "RETURN_ONLY": "The cabinet takes banks back and lends none, by the operator's wish.",
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
    "RESET_POWER_ON": "Power came, or browned out.",
    "RESET_HARD": "Reset pin, or a crash of the system.",
    "RESET_WATCHDOG": "The watchdog bit.",
    "RESET_DEEP_SLEEP": "It woke from deep sleep.",
    "RESET_SOFT": "Restarted by software.",
    "CLOCK_NONE": "No wall time.",
    "CLOCK_RTC": "From the board's own clock chip, not compared in this boot.",
    "CLOCK_SYNCED": "Set from the cloud in this boot.",
}

_ERROR_MEANINGS = {
    "MALFORMED": "Not well-formed CBOR, or bytes after the item.",
    "PROFILE": "Well-formed, but outside the profile: float, tag, order, longer than shortest, type.",
    "LIMIT": "Larger, deeper or more than the limits allow.",
    "UNKNOWN_TYPE": "A message type that this side does not know.",
    "FIELD": "A required field is missing, or a value is outside what the table allows.",
    "TOPIC": "Not one of the topics, or a message on the wrong one.",
    "ENVELOPE": "Not a COSE_Mac0 as this protocol makes it.",
    "UNKNOWN_KEY": "A key id that is not held here.",
    "MAC": "The authentication tag does not fit.",
}


def _field_names() -> dict[int, str]:
    kinds = ("INT", "BYTES", "TEXT", "BOOL", "LIST", "MAP")
    return {
        number: name
        for name, number in vars(fields).items()
        if name.isupper() and type(number) is int and not name.startswith("_") and name not in kinds
    }


def _constants(module: ModuleType, names: str) -> dict[int, Named]:
    return {getattr(module, name): Named(name.lower(), "", _CODE_MEANINGS[name]) for name in names.split()}


def _unit(name: str) -> str:
    return _UNIT_OF_ENDING.get(name.lower().rpartition("_")[2], "")


FIELDS: dict[int, Named] = {
    number: Named(name.lower(), _unit(name), _FIELD_MEANINGS[name]) for number, name in sorted(_field_names().items())
}
MESSAGES: dict[int, Named] = {
    getattr(messages, name): Named(name.lower(), "", meaning) for name, meaning in _MESSAGE_MEANINGS.items()
}
# Field key -> value -> what people call that value. Those of FAULTS are bits.
CODES: dict[int, dict[int, Named]] = {key: _constants(codes, names) for key, names in _CODES_OF_FIELD.items()}
ERRORS: dict[int, Named] = {
    getattr(errors, name): Named(name.lower(), "", meaning) for name, meaning in _ERROR_MEANINGS.items()
}
