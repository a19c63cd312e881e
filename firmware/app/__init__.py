"""Composition roots: build the object graph once and run it."""
