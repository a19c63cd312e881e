"""Which ports a run listens on: those of last time where they are free."""

import socket

from tools.errors import ToolError

DEFAULT_HTTP_PORT = 8080
HOST = "127.0.0.1"


def http_port(wanted: int | None, last: int | None) -> int:
    """Return the port for pages and API: `wanted` or nothing, else the last one, 8080, or a free one; raises ToolError."""
    if wanted is not None:
        if not is_free(wanted):
            raise ToolError(f"port {wanted} is taken", "end what uses it, or give another --port, or none")
        return wanted
    return next((port for port in (last, DEFAULT_HTTP_PORT) if port and is_free(port)), None) or free_port()


def broker_port(last: int | None) -> int:
    """Return the last port, or a free one."""
    return last if last and is_free(last) else free_port()


def is_free(port: int) -> bool:
    """Tell whether nobody listens on `port`."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except (OSError, OverflowError):
            return False
    return True


def free_port() -> int:
    """Return a port that nobody listens on at this moment."""
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return int(probe.getsockname()[1])
