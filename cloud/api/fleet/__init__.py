"""The API about devices, stations, alarms: rows of the route table, handlers, requests, answers."""
