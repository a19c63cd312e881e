"""What the use cases need from outside, as protocols: the world, the store with its rows and repositories, notes."""
