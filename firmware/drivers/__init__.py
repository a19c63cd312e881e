"""One chip a file, at register level. A driver is handed its bus, raises OSError when the chip does not answer, and knows no cabinet."""
