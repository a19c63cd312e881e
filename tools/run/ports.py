"""Which ports a run listens on: those of last time where they are free."""

import socket

from tools.errors import ToolError

DEFAULT_HTTP_PORT = 8080
LAST_PORT = 65535
HOST = "127.0.0.1"


def http_port(wanted: int | None, last: int | None) -> int:
    """Return the port for pages and API: `wanted` or nothing, else the last one, 8080, or a free one; raises ToolError."""
    if wanted is not None:
        _check(wanted)
        return wanted
    return next((port for port in (last, DEFAULT_HTTP_PORT) if port and is_free(port)), None) or free_port()


def broker_port(last: int | None) -> int:
    """Return the last port, or a free one."""
    return last if last and is_free(last) else free_port()


def check_board_host(host: str) -> None:
    """Raise ToolError when `host` is no address of this computer."""
    with socket.socket() as probe:
        try:
            probe.bind((host, 0))
        except OSError:
            way_out = "`hostname -I` shows this computer's addresses"
            raise ToolError(f"{host} is no address of this computer", way_out) from None


def is_free(port: int) -> bool:
    """Tell whether nobody listens on `port`."""
    try:
        _bind(port)
    except OSError:
        return False
    return True


def free_port() -> int:
    """Return a port that nobody listens on at this moment."""
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return int(probe.getsockname()[1])


def _check(port: int) -> None:
    if not 1 <= port <= LAST_PORT:
        raise ToolError(f"--port is {port}; allowed: 1 to {LAST_PORT}", "give another --port, or none")
    try:
        _bind(port)
    except PermissionError:
        raise ToolError(f"this user may not listen on port {port}", "give a --port from 1024 on, or none") from None
    except OSError:
        raise ToolError(f"port {port} is taken", "end what uses it, or give another --port, or none") from None


def _bind(port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        probe.bind((HOST, port))
