"""Key numbers of every field on the wire, and what each may hold. The only place where a field is numbered.

A key means the same in every message. Numbers are for life: never reuse one, only add. Names and units for people
stand in `shared_protocol.host.names`, which boards do not load.
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
SLOT = 12
BANK = 13
CHARGE_PCT = 14
CYCLES = 15
SLOT_STATE = 16
FAULTS = 17
SLOTS = 18
CONNECTION = 19
ONLINE = 20
FIRST_SEQ = 21
NEXT_SEQ = 22
CONFIGURATION_VERSION = 23
FIRMWARE_VERSION = 24
PROTOCOL_VERSION = 25
SLOT_COUNT = 26
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
CONFIGURATION = 37
LEND_RULE = 38
MINIMUM_CHARGE_PCT = 39
MAXIMUM_TEMPERATURE_DC = 40
DISABLED_SLOTS = 41
DETAIL = 42
TRIED_SLOTS = 43
BOUND_BOOT = 44
RETURN_ONLY = 45

# Kinds of value.
INT = 0  # (INT, lowest, highest)
BYTES = 1  # (BYTES, shortest, longest)
TEXT = 2  # (TEXT, shortest, longest) in bytes of UTF-8
BOOL = 3  # (BOOL, 0, 1)
LIST = 4  # (LIST, fewest, most, spec of an element)
MAP = 5  # (MAP, required keys, optional keys)

_MAX_32 = (1 << 31) - 1
_TIME = (INT, 0, limits.MAX_TIME_MS)
_COUNT = (INT, 0, limits.MAX_INT)
_COUNT_32 = (INT, 0, _MAX_32)
_ID = (BYTES, 16, 16)
_SLOT = (INT, 1, limits.MAX_SLOTS)

SLOT_RECORD = (MAP, (SLOT, SLOT_STATE, FAULTS), (BANK, CHARGE_PCT, CYCLES))
CONFIGURATION_RECORD = (MAP, (LEND_RULE, MINIMUM_CHARGE_PCT, MAXIMUM_TEMPERATURE_DC, DISABLED_SLOTS), (RETURN_ONLY,))

SPECS: dict[int, tuple] = {  # type: ignore[type-arg]  # rows of differing shape, read by messages.check alone
    TYPE: (INT, 0, 255),
    BOOT: (INT, 1, _MAX_32),
    UPTIME_MS: _TIME,
    WALL_MS: _TIME,
    CLOCK_QUALITY: (INT, 0, 2),
    JOURNAL: (BYTES, 8, 8),
    SEQ: _COUNT,
    COMMAND: _ID,
    ORDER: _ID,
    NOT_AFTER_UPTIME_MS: _TIME,
    OUTCOME: (INT, 1, 255),
    REASON: (INT, 1, 255),
    SLOT: _SLOT,
    BANK: (BYTES, 6, 6),
    CHARGE_PCT: (INT, 0, 100),
    CYCLES: (INT, 0, 65_535),
    SLOT_STATE: (INT, 0, 255),
    FAULTS: (INT, 0, 65_535),
    SLOTS: (LIST, 1, limits.SLOTS_PER_STATUS, SLOT_RECORD),
    CONNECTION: _COUNT_32,
    ONLINE: (BOOL, 0, 1),
    FIRST_SEQ: _COUNT,
    NEXT_SEQ: _COUNT,
    CONFIGURATION_VERSION: _COUNT_32,
    FIRMWARE_VERSION: (TEXT, 1, 32),
    PROTOCOL_VERSION: (INT, 1, 255),
    SLOT_COUNT: (INT, 1, limits.MAX_SLOTS),
    RESET_CAUSE: (INT, 0, 255),
    FREE_HEAP_BYTES: _COUNT_32,
    LARGEST_FREE_BLOCK_BYTES: _COUNT_32,
    RSSI_DBM: (INT, -200, 50),
    JOURNAL_DEPTH: _COUNT_32,
    DISCARDED_COUNT: _COUNT_32,
    TEMPERATURE_DC: (INT, -1_280, 1_280),
    TIME_MS: _TIME,
    ECHO_BOOT: (INT, 1, _MAX_32),
    ECHO_UPTIME_MS: _TIME,
    CONFIGURATION: CONFIGURATION_RECORD,
    LEND_RULE: (LIST, 1, limits.MAX_RULE_CRITERIA, (TEXT, 1, 32)),
    MINIMUM_CHARGE_PCT: (INT, 0, 100),
    MAXIMUM_TEMPERATURE_DC: (INT, 0, 850),
    DISABLED_SLOTS: (LIST, 0, limits.MAX_SLOTS, _SLOT),
    DETAIL: (TEXT, 1, limits.MAX_TEXT_BYTES),
    TRIED_SLOTS: (LIST, 0, limits.MAX_SLOTS, _SLOT),
    BOUND_BOOT: (INT, 1, _MAX_32),
    RETURN_ONLY: (BOOL, 0, 1),
}
