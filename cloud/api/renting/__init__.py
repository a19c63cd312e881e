"""The API about rentals and cabinets: rows of the route table, handlers, requests, answers."""
