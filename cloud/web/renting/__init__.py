"""Pages about rentals and cabinets: rows of the table, handlers, forms, templates."""
