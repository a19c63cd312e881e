"""Pages about accounts, sessions, live events, the audit log: rows of the table, handlers, forms, templates."""
