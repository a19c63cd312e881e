"""Key numbers of the fields that any device uses, and what each may hold. Each kind numbers its own in its own module.

A key means the same in every message, whatever the kind. Numbers are for life: never reuse one, only add. Names and units
for people stand in `shared_protocol.host`, which boards do not load.
"""

from shared_protocol import limits

TYPE = 0
BOOT = 1
UPTIME_MS = 2
WALL_MS = 3
CLOCK_QUALITY = 4
JOURNAL = 5
SEQ = 6
COMMAND = 7
ORDER = 8
NOT_AFTER_UPTIME_MS = 9
OUTCOME = 10
REASON = 11
CONNECTION = 19
ONLINE = 20
FIRST_SEQ = 21
NEXT_SEQ = 22
CONFIGURATION_VERSION = 23
FIRMWARE_VERSION = 24
PROTOCOL_VERSION = 25
RESET_CAUSE = 27
FREE_HEAP_BYTES = 28
LARGEST_FREE_BLOCK_BYTES = 29
RSSI_DBM = 30
JOURNAL_DEPTH = 31
DISCARDED_COUNT = 32
TEMPERATURE_DC = 33
TIME_MS = 34
ECHO_BOOT = 35
ECHO_UPTIME_MS = 36
DETAIL = 42
BOUND_BOOT = 44

# Kinds of value.
INT = 0  # (INT, lowest, highest)
BYTES = 1  # (BYTES, shortest, longest)
TEXT = 2  # (TEXT, shortest, longest) in bytes of UTF-8
BOOL = 3  # (BOOL, 0, 1)
LIST = 4  # (LIST, fewest, most, spec of an element)
MAP = 5  # (MAP, required keys, optional keys)

# What several fields may hold.
_MAX_32 = (1 << 31) - 1
A_BYTE = (INT, 0, 255)
A_CODE = (INT, 1, 255)
A_BOOT = (INT, 1, _MAX_32)
A_TIME = (INT, 0, limits.MAX_TIME_MS)
A_COUNT = (INT, 0, limits.MAX_INT)
A_COUNT_32 = (INT, 0, _MAX_32)
A_TRUTH = (BOOL, 0, 1)
AN_ID = (BYTES, 16, 16)

SPECS: dict[int, tuple] = {  # type: ignore[type-arg]  # rows of differing shape, read by check.py alone
    TYPE: A_BYTE,
    BOOT: A_BOOT,
    UPTIME_MS: A_TIME,
    WALL_MS: A_TIME,
    CLOCK_QUALITY: (INT, 0, 2),
    JOURNAL: (BYTES, 8, 8),
    SEQ: A_COUNT,
    COMMAND: AN_ID,
    ORDER: AN_ID,
    NOT_AFTER_UPTIME_MS: A_TIME,
    OUTCOME: A_CODE,
    REASON: A_CODE,
    CONNECTION: A_COUNT_32,
    ONLINE: A_TRUTH,
    FIRST_SEQ: A_COUNT,
    NEXT_SEQ: A_COUNT,
    CONFIGURATION_VERSION: A_COUNT_32,
    FIRMWARE_VERSION: (TEXT, 1, 32),
    PROTOCOL_VERSION: A_CODE,
    RESET_CAUSE: A_BYTE,
    FREE_HEAP_BYTES: A_COUNT_32,
    LARGEST_FREE_BLOCK_BYTES: A_COUNT_32,
    RSSI_DBM: (INT, -200, 50),
    JOURNAL_DEPTH: A_COUNT_32,
    DISCARDED_COUNT: A_COUNT_32,
    TEMPERATURE_DC: (INT, -1_280, 1_280),
    TIME_MS: A_TIME,
    ECHO_BOOT: A_BOOT,
    ECHO_UPTIME_MS: A_TIME,
    DETAIL: (TEXT, 1, limits.MAX_TEXT_BYTES),
    BOUND_BOOT: A_BOOT,
}
