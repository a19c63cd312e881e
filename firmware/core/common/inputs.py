"""Numbers of what goes into `Device.handle`, always as the first element of a tuple. Owns no behaviour.

Every input is handed in with `now_ms`: uptime of this boot in milliseconds, an integer that never wraps.
"""

# (READINGS, readings): what the sensors say, straight after they were read; one reading a slot, slot 1 first.
# A reading is (present, bank, charge_pct, cycles), a tuple or a list that the caller may use again afterwards:
#   present     True or False, the switch; None when the expander does not answer
#   bank        6 bytes, the id; b"" when nothing answers there; None when it cannot be told (the mux is silent)
#   charge_pct  an integer as the gauge gives it, plausible or not; None when the gauge is silent
#   cycles      an integer; None when the wear record could not be read; DAMAGED or UNMARKED by what stood there
READINGS = 1
# The wear record has Wattlend's mark, and its check does not fit: a bank of ours that nobody knows the age of.
DAMAGED = -1
# Wattlend's mark is not there. As in drivers/eeprom_24aa02e48.py, which knows nothing of this file.
UNMARKED = -2
# (TEMPERATURE, deci_celsius): of the whole cabinet; None when it cannot be read.
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
