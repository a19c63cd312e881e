"""The hand at the bench: the actions that move a running board's world, and the socket that they come in by."""
