"""What API and pages share of HTTP: calls and their sessions, route rows, tokens, problems, live news. Knows neither of both."""
