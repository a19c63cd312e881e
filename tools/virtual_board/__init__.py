"""A cabinet's board without a board: chips, flash, network and world as models around a real MicroPython.

`command.py` is the command; `supervisor.py` runs boards; `control.py` is the hand that moves a running board's world.
"""
