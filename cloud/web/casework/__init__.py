"""Pages about cases that wait for an operator: rows of the table, handlers, forms, templates."""
