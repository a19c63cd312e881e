"""Opens a TCP or TLS connection without holding the loop up, but for the name lookup, which MicroPython can only do blocking."""

import asyncio
import errno
import select
import socket

# Numbers that MicroPython's socket module does not name on every port; the same on Linux and lwIP.
_IPPROTO_TCP = 6
_TCP_NODELAY = 1
_POLL_MS = 10


def resolve(host: str, port: int):
    """Return the address of a host name; raises OSError. Blocks, on an ESP32 up to 14 s."""
    return socket.getaddrinfo(host, port, 0, socket.SOCK_STREAM)[0][-1]


async def dial(address, host: str, tls_context, timeout_ms: int):
    """Return a connected stream that does not block; raises OSError. `tls_context` is None for plain TCP.

    The TLS handshake goes on with the first reads and writes.
    """
    connection = socket.socket()
    try:
        connection.setblocking(False)
        await _connect(connection, address, timeout_ms)
        # Without it an acknowledgement waits 44 ms for another one (Nagle and delayed ACK).
        connection.setsockopt(_IPPROTO_TCP, _TCP_NODELAY, 1)
        if tls_context is None:
            return connection
        return tls_context.wrap_socket(connection, server_hostname=host, do_handshake_on_connect=False)
    except BaseException:
        connection.close()
        raise


def trusting(authority: bytes):
    """Return a TLS context that trusts the certificate `authority` (PEM or DER) and no other; raises ValueError, OSError."""
    import tls  # noqa: PLC0415 - costs memory that boards on a private network keep

    context = tls.SSLContext(tls.PROTOCOL_TLS_CLIENT)
    context.verify_mode = tls.CERT_REQUIRED  # type: ignore[attr-defined]  # the stub lacks it
    context.load_verify_locations(authority)
    return context


async def _connect(connection, address, timeout_ms: int) -> None:
    try:
        connection.connect(address)
    except OSError as error:
        if error.errno != errno.EINPROGRESS:
            raise
    poll = select.poll()
    poll.register(connection, select.POLLOUT)
    for _ in range(timeout_ms // _POLL_MS):
        for _, event in poll.poll(0):
            if event & (select.POLLERR | select.POLLHUP):
                raise OSError(errno.ECONNREFUSED)
            return
        await asyncio.sleep_ms(_POLL_MS)
    raise OSError(errno.ETIMEDOUT)
