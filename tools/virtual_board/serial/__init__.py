"""The board's serial line as a host has it: port, cable, keyboard and what is printed. Understands none of the bytes."""
