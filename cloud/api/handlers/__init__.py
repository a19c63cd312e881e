"""Handlers of the API: parse, call one service, serialise."""
