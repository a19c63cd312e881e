"""MQTT in and out: authentic messages become calls of services, what services leave for devices is sealed and sent."""
