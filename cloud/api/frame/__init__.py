"""What serves the API whatever it is about: its table, documents, answers to trouble."""
