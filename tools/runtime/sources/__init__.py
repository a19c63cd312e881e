"""Where programs come from: package archives and indexes, one module each."""
