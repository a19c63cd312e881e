"""MicroPython firmware for lending cabinets; imports `shared_protocol` and nothing else of ours."""
