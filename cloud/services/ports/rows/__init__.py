"""Rows of the database as named tuples, by subject; fields in the order of the columns. No behaviour, no SQL."""
