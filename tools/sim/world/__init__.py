"""What surrounds the parties: virtual time, seeded randomness, network, broker, flash. Knows no order."""
