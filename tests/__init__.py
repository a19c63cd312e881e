"""Tests: unit mirrors the source, the other folders cross it."""
