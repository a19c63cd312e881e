"""Handlers of pages: parse, call services in one transaction, name a template."""
