"""What only bells say on the wire."""

from shared_protocol import fields, messages, topics
from shared_protocol.fields import A_TRUTH, INT

# Fields.
TIMES = 200
IS_BELL = 201

# Messages.
RING = 200
RUNG = 201

SPECS = {TIMES: (INT, 1, 9), IS_BELL: A_TRUTH}
TABLE = {
    RING: (topics.COMMAND, (fields.COMMAND, TIMES), ()),
    RUNG: (topics.EVENT, (fields.COMMAND, TIMES), ()),
}
ADDED = {messages.PRESENCE: (IS_BELL,)}

ROWS = (messages.ROWS, (TABLE, SPECS, ADDED))
