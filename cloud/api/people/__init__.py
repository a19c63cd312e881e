"""The API about accounts, sessions, live events, the audit log: rows of the route table, handlers, requests, answers."""
