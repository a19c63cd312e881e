"""Every bound of the wire that any device has, with its reason. Both sides refuse what exceeds one of these."""

# A whole MQTT payload. A board's receive buffer is allocated once, at start, and this is its size.
MAX_ENVELOPE_BYTES = 1280
# The message inside the envelope: what is left beside the MAC, the key id and the COSE framing.
MAX_MESSAGE_BYTES = 1152
# Message map > list of slots > slot map > its values. A board's C stack holds far more, an attacker gets no more.
MAX_DEPTH = 5
# Items (keys included) in one message: 12 slot records of 8 fields are about 200.
MAX_ITEMS = 400
# Map keys are small on purpose: each costs one or two bytes.
MAX_KEY = 255
# Integers fit a signed 64-bit column on every database.
MAX_INT = (1 << 63) - 1
# As MAX_INT, on the other side.
MIN_INT = -(1 << 63)
# Milliseconds in any time field: the year 2255, far below MAX_INT, so that sums cannot overflow a column.
MAX_TIME_MS = 9_000_000_000_000
# Longest text: a configuration error that names key, value and what is allowed.
MAX_TEXT_BYTES = 200

# Room enough for ids that do not collide.
DEVICE_ID_MIN_CHARS = 8
# The id is user name, client id and part of every topic and key id of the device.
DEVICE_ID_MAX_CHARS = 32
# Keys are rotated by people: once a day for a century would not reach it.
MAX_KEY_VERSION = 65_535
