"""The first thing after every reset: all locks off, whatever else is wrong with this board."""

from firmware.boards.cabinet_s3 import reset_peripherals

reset_peripherals()
