"""Every bound of a cabinet, with its reason, for the firmware, the cloud and the virtual board alike."""

# The largest cabinet that a board has to run.
MAX_SLOTS = 48
# A status report is sent in pages, so that one page and its envelope fit the board's preallocated buffer.
SLOTS_PER_STATUS = 12
# A lend rule compares this many things at most; a bank has no more.
MAX_RULE_CRITERIA = 6
# The battery makers' limit for handing out a lithium cell: the cloud may only ask for less.
HARD_MAXIMUM_TEMPERATURE_DC = 700
