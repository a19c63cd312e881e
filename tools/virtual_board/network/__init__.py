"""The board's radio and its way to the world, with what a network may do to both. Knows no message."""
