"""Pages about devices, stations, alarms: rows of the table, handlers, forms, templates."""
