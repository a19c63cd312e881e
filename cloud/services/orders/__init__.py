"""The contract whatever it is about: its steps, its price, its settlement, its receipt."""
