"""The API about wallets and tariffs: rows of the route table, handlers, requests, answers."""
