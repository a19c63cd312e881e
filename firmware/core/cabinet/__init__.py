"""What a cabinet decides: slots, the acts on their locks, what it reports, what may be configured."""
