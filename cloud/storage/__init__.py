"""Where rows live: schema, migrations, statements compiled once, SQLite and PostgreSQL, writer with group commit.

Knows no rule of the business; `cloud.services.ports` says what is expected here. Begin at `open_store`.
"""
