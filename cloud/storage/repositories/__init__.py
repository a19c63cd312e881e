"""One file for each kind of row: its statements, and the repository of `services.repositories` that runs them."""
