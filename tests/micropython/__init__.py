"""Tests that run our code on a real MicroPython, 64 and 32 bits wide."""
