"""What people call the fields, messages and codes that any device uses, for names.py. Boards never load it."""

from shared_protocol import fields

FIELDS = {
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
    "CONNECTION": "Number of the connection within this boot; rises by one with each.",
    "ONLINE": "True at connecting; false by last will or before leaving on purpose.",
    "FIRST_SEQ": "First entry that the journal still holds.",
    "NEXT_SEQ": "Number that the next entry will get.",
    "CONFIGURATION_VERSION": "Version of the configuration that is meant, or in force.",
    "FIRMWARE_VERSION": "Version of the firmware that runs.",
    "PROTOCOL_VERSION": "Version of this protocol that the device speaks.",
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
    "DETAIL": "For people: the key at fault, its value, and what is allowed.",
    "BOUND_BOOT": "Boot that the command named.",
}

MESSAGES = {
    "ACK": "Everything up to this entry of this journal is committed. Carries the time.",
    "PRESENCE": "The device is here, or gone. Retained, and the last will.",
    "HEALTH": "Figures on the board itself.",
    "COMMAND_STATE": "Answer to a command that touched no hardware, or whose result is already in the journal at `seq`.",
    "CONFIGURATION_RESULT": "A configuration was taken or refused.",
    "BOOTED": "The board started.",
    "ENTRY_LOST": "Flash lost the entry that had this number: a gap that nothing can fill. The moment is that of sending.",
}

# Whose values are sums of bits.
FIELDS_OF_BITS: tuple[int, ...] = ()

# Which field's values are named.
CODES_OF_FIELD: dict[int, list[str]] = {
    fields.OUTCOME: [
        "DONE",
        "REFUSED",
        "EXPIRED",
        "UNKNOWN",
        "EXECUTING",
    ],
    fields.REASON: [
        "JOURNAL_FULL",
        "DEADLINE_PASSED",
        "WRONG_BOOT",
        "BUSY",
        "NOT_CONFIGURED",
        "FLASH_FAILED",
        "INVALID_CONFIGURATION",
    ],
    fields.RESET_CAUSE: [
        "RESET_POWER_ON",
        "RESET_HARD",
        "RESET_WATCHDOG",
        "RESET_DEEP_SLEEP",
        "RESET_SOFT",
    ],
    fields.CLOCK_QUALITY: [
        "CLOCK_NONE",
        "CLOCK_RTC",
        "CLOCK_SYNCED",
    ],
}

CODES = {
    "DONE": "It was carried out.",
    "REFUSED": "It was not carried out, and will not be.",
    "EXPIRED": "It came too late, and will not be carried out.",
    "UNKNOWN": "It may have happened; a person decides on the evidence.",
    "EXECUTING": "It is being carried out; the result will come as an event.",
    "JOURNAL_FULL": "Flash has no room left for a new lend.",
    "DEADLINE_PASSED": "The deadline was over before it could begin.",
    "WRONG_BOOT": "The command is bound to another boot of this device.",
    "BUSY": "Another lend is being carried out, or too many commands are remembered.",
    "NOT_CONFIGURED": "The cabinet has no configuration yet.",
    "FLASH_FAILED": "Flash refused to write, so nothing was begun.",
    "INVALID_CONFIGURATION": "The configuration is not allowed; `detail` says which part.",
    "RESET_POWER_ON": "Power came, or browned out.",
    "RESET_HARD": "Reset pin, or a crash of the system.",
    "RESET_WATCHDOG": "The watchdog bit.",
    "RESET_DEEP_SLEEP": "It woke from deep sleep.",
    "RESET_SOFT": "Restarted by software.",
    "CLOCK_NONE": "No wall time.",
    "CLOCK_RTC": "From the board's own clock chip, not compared in this boot.",
    "CLOCK_SYNCED": "Set from the cloud in this boot.",
}
