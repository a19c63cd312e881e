"""Carries messages between one MQTT broker and one database, by itself. SIGTERM ends it; a restart loses nothing.

Needs a cloud beside it that was started with --no-bridge over the same database.
"""

import argparse

from cloud.app import run_bridge
from tools.serve.options import add_service_arguments, broker_address, database_options, run_until_stopped, settings


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command line."""
    add_service_arguments(parser)


def main(args: argparse.Namespace) -> int:
    """Run the bridge until SIGINT or SIGTERM."""
    database, broker = database_options(args), broker_address(args)

    def started(address: str) -> None:
        print(f"bridge: {address}", flush=True)

    return run_until_stopped(lambda: run_bridge(database, broker, started, settings(args)))
