"""Unit tests of shared_protocol, one file for each of its modules."""
