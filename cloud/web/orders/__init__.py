"""Pages about orders and receipts: rows of the table, handlers, forms, templates."""
