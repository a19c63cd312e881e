"""Numbers of what `Device.handle` asks for, always as the first element of a tuple. Owns no behaviour.

Effects are carried out at once and in the order given. Nothing that the core promised depends on their success.
"""

# (PULSE_LOCK, slot): release the lock of `slot` (1 to N) for one pulse. Its INTENT is durable. Never repeat it.
PULSE_LOCK = 1
# (PUBLISH, leaf, body, retain): seal `body` and publish it at QoS 0; drop it if that fails, the core asks again.
PUBLISH = 2
# (SET_RTC, unix_ms): set the clock chip, if there is one.
SET_RTC = 3
# (STORE_CONFIGURATION, body): keep `cbor.encode(body)` durably, for `configuration.restore` at the next boot.
STORE_CONFIGURATION = 4
# (SAY, level, text): a line for the console.
SAY = 5

# (SHOW, verdict, slot): tell who stands there what was made of the bank that was pushed into `slot`.
SHOW = 6

# Verdicts of SHOW.
ACCEPTED = 1
TAKE_BACK = 2

# Levels of SAY.
INFO = 1
WARNING = 2
ERROR = 3
