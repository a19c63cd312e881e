"""Numbers of what goes into `Device.handle`, always as the first element of a tuple. Owns no behaviour.

Every input is handed in with `now_ms`: uptime of this boot in milliseconds, an integer that never wraps.
"""

# (TEMPERATURE, deci_celsius): inside the device; None when it cannot be read.
TEMPERATURE = 2
# (WALL_TIME, unix_ms): from a clock chip whose time is valid.
WALL_TIME = 3
# (LINK_UP, connection): the broker took us in; `connection` counts up from 1 within a boot, and names the will given to it.
LINK_UP = 4
# (LINK_DOWN,): the connection is gone, or about to be closed.
LINK_DOWN = 5
# (MESSAGE, leaf, body): a message from the cloud, authentic and checked by the channel.
MESSAGE = 6
# (HEALTH, {field: value}): figures that only adapters know, by their key in shared_protocol.fields.
HEALTH = 7
# (TICK,): time has passed; due no later than `Device.deadline_ms()`.
TICK = 8

# From here on each kind of device numbers its own.
FIRST_OF_KIND = 32
