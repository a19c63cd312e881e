"""What only CPython loads: the fast codec, names and units for people, CDDL and documentation. Boards never get it."""
