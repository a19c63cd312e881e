"""Where a board's control socket is, however long its path.

Owns names and the way round the 107 bytes that a Unix socket's address may have.
"""

import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

SOCKET_NAME = "control.sock"
MOST_LINE_BYTES = 16 * 1024 * 1024


def state_folder() -> Path:
    """Return the folder that runs keep their state in: what WATTLEND_STATE names, else `.state` here."""
    return Path(os.environ.get("WATTLEND_STATE") or ".state")


def board_folder(name: str, state: Path | None = None) -> Path:
    """Return the folder of the board called `name`."""
    return (state or state_folder()) / "boards" / name


def socket_path(board: str | Path) -> Path:
    """Return the control socket that a person means by a name, a board's folder or the socket itself."""
    path = Path(board)
    if path.is_dir():
        return path / SOCKET_NAME
    if path.name == SOCKET_NAME or os.sep in str(board):
        return path
    return board_folder(str(board)) / SOCKET_NAME


def listen(path: Path) -> socket.socket:
    """Return a socket that listens at `path`; a leftover there is removed."""
    path.unlink(missing_ok=True)
    listener = socket.socket(socket.AF_UNIX)
    with _short(path) as address:
        listener.bind(address)
    listener.listen(16)
    listener.setblocking(False)
    return listener


def connect(path: Path, timeout_s: float) -> socket.socket:
    """Return a connection to `path`; raises OSError."""
    connection = socket.socket(socket.AF_UNIX)
    connection.settimeout(timeout_s)
    try:
        with _short(path) as address:
            connection.connect(address)
    except OSError:
        connection.close()
        raise
    return connection


@contextmanager
def _short(path: Path) -> Iterator[str]:
    descriptor = os.open(path.parent, os.O_RDONLY | os.O_DIRECTORY)
    try:
        yield f"/proc/self/fd/{descriptor}/{path.name}"
    finally:
        os.close(descriptor)
