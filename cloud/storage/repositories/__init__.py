"""One file for each kind of row: its statements, and the repository of `services.ports.repositories` that runs them."""
