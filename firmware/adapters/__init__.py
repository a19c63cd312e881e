"""Between the core's ports and MicroPython: link, flash, sensors, locks, time, watchdog. Decides nothing about lends."""
