"""The physical world, once: banks, slots, locks and flash, for the virtual board, the simulator and the tests' bench.

Time and chance are handed in. Nothing here knows a register, a message or an order. Runs on CPython and MicroPython, so
that a core on a real MicroPython can be tested against it.
"""
