"""Pages for people: HTML made on the server from what services say, which work without scripts and are smoother with them."""
