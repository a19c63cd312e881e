"""What any device does: journal, delivery, clock, commands. Sans-IO: time, flash and identity are handed in. Knows no product."""
