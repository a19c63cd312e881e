"""One chip a file, at register level. A driver is handed its bus, raises OSError for silence, and knows no cabinet."""
