"""The sans-IO core of a device: time comes in as an argument, effects go out as tuples, flash is an injected port."""
