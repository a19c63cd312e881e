"""Pages about wallets and tariffs: rows of the table, handlers, forms, templates."""
