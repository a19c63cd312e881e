"""Numbers of what `Device.handle` asks for, always as the first element of a tuple. Owns no behaviour.

Effects are carried out at once and in the order given. Nothing that the core promised depends on their success.
"""

# (PUBLISH, leaf, body, retain): seal `body` and publish it at QoS 0; drop it if that fails, the core asks again.
PUBLISH = 2
# (SET_RTC, unix_ms): set the clock chip, if there is one.
SET_RTC = 3
# (STORE_CONFIGURATION, body): keep `cbor.encode(body)` durably, for the kind's `configuration.restore` at the next boot.
STORE_CONFIGURATION = 4
# (SAY, level, text): a line for the console.
SAY = 5

# Levels of SAY.
INFO = 1
WARNING = 2
ERROR = 3

# From here on each kind of device numbers its own.
FIRST_OF_KIND = 32
