"""The processor: its MicroPython process, why it boots and resets, and its flash. Knows no chip of any device."""
