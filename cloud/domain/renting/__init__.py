"""Lending power banks, pure: what a cabinet may be configured to do, refusals."""
