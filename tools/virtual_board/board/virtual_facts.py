"""What a board knows of itself at boot, as the supervisor says on the command line."""

reset_cause = 0
unique_id = b""
clock_at_boot_s = 0  # since 2000
ticks_at_boot_ms = 0
