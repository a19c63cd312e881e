"""ESP32's `socket` on the Unix port: real sockets, whose way out leads through the supervisor's network.

Only `getaddrinfo` is ours: it answers with an address on loopback behind which the supervisor passes bytes on, or does not.
"""

from struct import unpack

import usocket as _native
import virtual_calls as _calls
from usocket import AF_INET, AF_INET6, SO_BROADCAST, SO_KEEPALIVE, SO_REUSEADDR, SOCK_DGRAM, SOCK_RAW, SOCK_STREAM
from usocket import SOL_SOCKET, socket
from virtual_link import call as _call

IPPROTO_IP, IPPROTO_TCP, IPPROTO_UDP = 0, 6, 17
TCP_NODELAY = 1
_NAME_NOT_FOUND = -202  # lwIP's EAI_FAIL, as an ESP32 raises it
_EVERY_INTERFACE = "0.0.0.0"


def getaddrinfo(host, port, family=0, kind=0, protocol=0, flags=0):
    """Return one address tuple to connect to; raises OSError -202 where the name cannot be looked up now."""
    if host == _EVERY_INTERFACE:
        return _native.getaddrinfo(host, port, AF_INET, kind or SOCK_STREAM)[:1]
    answer = bytearray(2)
    _call(_calls.RESOLVE, place=port, out=host.encode() if isinstance(host, str) else host, into=answer)
    resolved = unpack("<H", answer)[0]
    if not resolved:
        raise OSError(_NAME_NOT_FOUND)
    return _native.getaddrinfo("127.0.0.1", resolved, AF_INET, kind or SOCK_STREAM)[:1]
