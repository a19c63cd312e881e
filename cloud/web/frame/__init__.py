"""What serves the pages whatever they are about: their table, forms, rendering."""
