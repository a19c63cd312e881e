"""The API about orders and receipts: rows of the route table, handlers, requests, answers."""
