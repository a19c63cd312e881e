"""SQLite and PostgreSQL: connections, compiled statements, group commit, the thread that writes. Knows no table."""
