"""ESP32's `micropython` on the Unix port: `kbd_intr` speaks to the serial line instead of to the process's signals."""

import virtual_calls as _calls
from micropython import *  # noqa: F403  # the rest is as it is
from virtual_link import call as _call


def kbd_intr(character):
    """Let Ctrl-C (3) interrupt the program, or nothing (-1), so that a program can take binary data from the line."""
    _call(_calls.CTRL_C_IS_DATA, character < 0)
