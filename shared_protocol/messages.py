"""The messages that any device sends or takes; each kind has a table of its own beside this one, in its own module.

A row is (leaf, required keys, optional keys). Unknown keys are ignored, so that a newer peer may add some. What every
journal entry tells stands in `EVENT_REQUIRED` and `EVENT_OPTIONAL`, not in the rows.
"""

from shared_protocol import fields, topics

# Down.
ACK = 8
# Up, newest wins.
PRESENCE = 16
HEALTH = 18
COMMAND_STATE = 19
# Up, journaled.
CONFIGURATION_RESULT = 36
BOOTED = 37
ENTRY_LOST = 38

# What the device puts into a journal entry; JOURNAL and SEQ are added when it is numbered.
MOMENT = (fields.BOOT, fields.UPTIME_MS, fields.CLOCK_QUALITY)
EVENT_REQUIRED = (fields.JOURNAL, fields.SEQ) + MOMENT
EVENT_OPTIONAL = (fields.WALL_MS,)

TABLE: dict[int, tuple[str, tuple[int, ...], tuple[int, ...]]] = {
    ACK: (
        topics.ACK,
        (fields.JOURNAL, fields.SEQ, fields.TIME_MS),
        (fields.ECHO_BOOT, fields.ECHO_UPTIME_MS),
    ),
    PRESENCE: (
        topics.PRESENCE,
        (fields.ONLINE, fields.BOOT, fields.CONNECTION),
        (
            fields.UPTIME_MS,
            fields.JOURNAL,
            fields.FIRST_SEQ,
            fields.NEXT_SEQ,
            fields.CONFIGURATION_VERSION,
            fields.FIRMWARE_VERSION,
            fields.PROTOCOL_VERSION,
            fields.RESET_CAUSE,
        ),
    ),
    HEALTH: (
        topics.STATUS,
        (fields.BOOT, fields.UPTIME_MS),
        (
            fields.CLOCK_QUALITY,
            fields.RESET_CAUSE,
            fields.FREE_HEAP_BYTES,
            fields.LARGEST_FREE_BLOCK_BYTES,
            fields.RSSI_DBM,
            fields.JOURNAL_DEPTH,
            fields.DISCARDED_COUNT,
            fields.TEMPERATURE_DC,
            fields.CONFIGURATION_VERSION,
        ),
    ),
    COMMAND_STATE: (
        topics.STATUS,
        (fields.BOOT, fields.UPTIME_MS, fields.COMMAND, fields.OUTCOME),
        (fields.REASON, fields.BOUND_BOOT, fields.SEQ),
    ),
    CONFIGURATION_RESULT: (
        topics.EVENT,
        (fields.COMMAND, fields.CONFIGURATION_VERSION, fields.OUTCOME),
        (fields.REASON, fields.DETAIL),
    ),
    BOOTED: (topics.EVENT, (fields.RESET_CAUSE, fields.FIRMWARE_VERSION), ()),
    ENTRY_LOST: (topics.EVENT, (), ()),
}

# As check.py takes rows: messages, fields, and optional keys that are added to messages of other tables.
_NONE_ADDED: dict[int, tuple[int, ...]] = {}
ROWS = (TABLE, fields.SPECS, _NONE_ADDED)
