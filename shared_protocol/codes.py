"""Values with a name that any device uses: outcomes, reasons, reset causes, clock qualities. Each kind adds its own.

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
JOURNAL_FULL = 3
DEADLINE_PASSED = 4
WRONG_BOOT = 5
BUSY = 6  # another lend is being carried out, or too many commands are remembered
NOT_CONFIGURED = 10
FLASH_FAILED = 11
INVALID_CONFIGURATION = 12

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
