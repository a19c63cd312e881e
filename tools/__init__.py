"""The `wattlend` command: it runs, watches, measures and checks the rest, and nothing imports it."""
