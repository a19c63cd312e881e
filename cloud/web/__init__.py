"""Pages for people: one HTML page with a script that speaks the public API, and nothing that the API does not offer."""
