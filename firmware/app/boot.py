"""The first thing after every reset: all locks off, whatever else is wrong; then the selected image is where imports look."""

import time

import machine

# The pin of boards/cabinet_s3.py (a test compares them): no image needs to be whole for this.
line = machine.Pin(10, machine.Pin.OUT, value=0)
time.sleep_us(20)
line.value(1)
del line
__import__("selection").show()
