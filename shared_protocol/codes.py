"""Values with a name: outcomes, reasons, slot states, faults, reset causes, clock qualities.

Numbers are for life: never reuse one, only add.
"""

PROTOCOL_VERSION = 1

# Outcome of a command.
DONE = 1
REFUSED = 2
EXPIRED = 3
UNKNOWN = 4  # it may have happened; the evidence is in the message
EXECUTING = 5

# Reason for anything but DONE, and evidence for UNKNOWN.
NO_FIT_BANK = 1
LOCKS_JAMMED = 2  # there were fit banks, and none came out
JOURNAL_FULL = 3
DEADLINE_PASSED = 4
WRONG_BOOT = 5
BUSY = 6  # another lend is being carried out, or too many commands are remembered
POWER_CUT_BANK_STAYED = 7  # intent open at a reboot; its bank is still there
POWER_CUT_BANK_GONE = 8  # intent open at a reboot; its bank is no longer there
TOO_HOT = 9
NOT_CONFIGURED = 10
FLASH_FAILED = 11
INVALID_CONFIGURATION = 12
POWER_CUT_NOT_SEEN = 13  # intent open at a reboot, and its slot cannot be read
NOT_SEEN = 14  # pulsed, and then the slot could not be read
RETURN_ONLY = 15  # the cabinet takes banks back and lends none
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

# Why a board started.
RESET_POWER_ON = 1
RESET_HARD = 2
RESET_WATCHDOG = 3
RESET_DEEP_SLEEP = 4
RESET_SOFT = 5

# How good a device's wall time is.
CLOCK_NONE = 0
CLOCK_RTC = 1
CLOCK_SYNCED = 2
