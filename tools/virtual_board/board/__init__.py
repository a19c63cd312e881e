"""What runs on MicroPython in place of an ESP32's own modules, and the harness that starts a board's firmware over it.

Stands for the board, so none of it counts as firmware: its heap is added on top of what the firmware is given. Compiled
with mpy-cross before each start; CPython imports `virtual_calls` alone, for the numbers.
"""
