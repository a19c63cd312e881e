"""The command itself: which subcommands there are, and how one is found and run."""
