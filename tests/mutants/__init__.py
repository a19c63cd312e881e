"""Known bugs, kept as patches: the suite must be able to fail, and each of them proves that it can."""
