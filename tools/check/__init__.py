"""What `make check` runs: ruff, mypy, import directions, and the rules of the house that no ready tool knows."""
