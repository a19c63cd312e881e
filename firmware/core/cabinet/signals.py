"""Numbers of the inputs and effects that only a cabinet has; they go on where those of any device end. Owns no behaviour.

As in common/inputs.py and common/effects.py, they are the first element of a tuple.
"""

from firmware.core.common.effects import FIRST_OF_KIND as FIRST_EFFECT
from firmware.core.common.inputs import FIRST_OF_KIND as FIRST_INPUT

# Input (READINGS, readings): what the sensors say, straight after they were read; one reading a slot, slot 1 first.
# A reading is (present, bank, charge_pct, cycles), a tuple or a list that the caller may use again afterwards:
#   present     True or False, the switch; None when the expander does not answer
#   bank        6 bytes, the id; b"" when nothing answers there; None when it cannot be told (the mux is silent)
#   charge_pct  an integer as the gauge gives it, plausible or not; None when the gauge is silent
#   cycles      an integer; None when the wear record could not be read; DAMAGED or UNMARKED by what stood there
READINGS = FIRST_INPUT
# The wear record has Wattlend's mark, and its check does not fit: a bank of ours that nobody knows the age of.
DAMAGED = -1
# Wattlend's mark is not there. As in drivers/eeprom_24aa02e48.py, which knows nothing of this file.
UNMARKED = -2

# Effect (PULSE_LOCK, slot): release the lock of `slot` (1 to N) for one pulse. Its INTENT is durable. Never repeat it.
PULSE_LOCK = FIRST_EFFECT
# Effect (SHOW, verdict, slot): tell who stands there what was made of the bank that was pushed into `slot`.
SHOW = FIRST_EFFECT + 1

# Verdicts of SHOW.
ACCEPTED = 1
TAKE_BACK = 2
