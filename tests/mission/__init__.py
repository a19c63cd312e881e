"""The mission's claims, each proved end to end through real processes."""
