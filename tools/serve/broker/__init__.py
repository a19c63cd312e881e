"""A Mosquitto of our own: its configuration, and the process that runs by it."""

from tools.serve.broker.configuration import BrokerFiles, Listener, write_configuration
from tools.serve.broker.process import start_broker, wait_until_open

__all__ = ["BrokerFiles", "Listener", "start_broker", "wait_until_open", "write_configuration"]
