"""Accounts, sessions, organisations and their operators, what is told to an account live, the audit log."""
