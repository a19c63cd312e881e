"""The API about cases that wait for an operator: rows of the route table, handlers, requests, answers."""
