"""A board's way to the world: every address it asks for leads to a port on loopback, behind which its bytes are passed on.

Owns the ports and the connections behind them, and what happens to both when the network is cut, refuses or holds back.
"""

import asyncio
import errno
import select
import socket
from collections.abc import Callable

from tools.virtual_board.network.flow import Conditions, Flow, Mode, nodelay
from tools.virtual_board.network.station import Station

LOOPBACK = "127.0.0.1"
REFUSAL_S = 0.01
"""A peer on this machine refuses within microseconds; one further off is taken to answer until it is known not to."""


class NameNotFoundError(Exception):
    """The board cannot look a name up now."""


class Network:
    """All connections of one board."""

    def __init__(self, station: Station) -> None:
        self._station = station
        self.conditions = Conditions()
        self._gates: dict[tuple[str, int], _Gate] = {}
        self._flows: set[Flow] = set()
        self._dead_ends = _DeadEnds()

    def resolve(self, host: str, port: int) -> int:
        """Return the loopback port that stands for `host` and `port` now; raises NameNotFoundError.

        Where the real network would not answer, the port swallows the attempt to connect; where it would refuse, it does.
        """
        if not self._station.reaches_network():
            if not _is_number(host):
                raise NameNotFoundError(host)
            return self._dead_ends.refusing()
        if self.conditions.mode is Mode.CUT:
            return self._dead_ends.silent()
        if self.conditions.mode is Mode.REFUSED:
            return self._dead_ends.refusing()
        gate = self._gates.setdefault((host, port), _Gate(host, port, self._take))
        try:
            gate.reach_peer()
        except socket.gaierror as error:
            raise NameNotFoundError(host) from error
        except OSError:
            return self._dead_ends.refusing()
        return gate.port

    def set_mode(self, mode: Mode) -> None:
        """Change what the network does, to connections that stand as well."""
        self.conditions.mode = mode
        self._changed()

    def set_delay(self, delay_ms: int) -> None:
        """Let every chunk take longer by `delay_ms`, each way."""
        self.conditions.delay_ms = delay_ms

    def board_is_up(self) -> None:
        """Take note that a board runs: peers of its former life are told so when they speak."""
        self.conditions.board_is_up = True

    def board_is_gone(self, *, said_goodbye: bool) -> None:
        """Take note that the board stopped; without a goodbye its peers learn nothing of it."""
        self.conditions.board_is_up = False
        for flow in list(self._flows):
            if not said_goodbye:
                flow.orphan()

    def open_flows(self) -> int:
        """Return how many connections stand, orphaned ones too."""
        return len(self._flows)

    def close(self) -> None:
        """Close everything."""
        for flow in list(self._flows):
            flow.close()
        for gate in self._gates.values():
            gate.close()
        self._dead_ends.close()

    def _changed(self) -> None:
        for flow in list(self._flows):
            flow.network_changed()

    def _take(self, board: socket.socket, peer: socket.socket) -> None:
        self._flows.add(Flow(self.conditions, board, peer, self._flows.discard))


class _Gate:
    """A listening port on loopback for one peer, and the connection to that peer that the next caller gets."""

    def __init__(self, host: str, port: int, take: Callable[[socket.socket, socket.socket], None]) -> None:
        self._peer_address = (host, port)
        self._take = take
        self._ready: socket.socket | None = None
        self._listener = socket.create_server((LOOPBACK, 0))
        self._listener.setblocking(False)
        self.port: int = self._listener.getsockname()[1]
        asyncio.get_running_loop().add_reader(self._listener, self._accept)

    def reach_peer(self) -> None:
        """Connect to the peer, so that the board finds out at once whether it is there; raises OSError."""
        if self._ready and _is_alive(self._ready):
            return
        self._drop_ready()
        family, kind, protocol, _, address = socket.getaddrinfo(
            *self._peer_address, socket.AF_INET, socket.SOCK_STREAM
        )[0]
        peer = socket.socket(family, kind, protocol)
        nodelay(peer)
        code = peer.connect_ex(address)
        if code == errno.EINPROGRESS and select.select([], [peer], [], REFUSAL_S)[1]:
            code = peer.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR)
        if code not in (0, errno.EINPROGRESS):
            peer.close()
            raise OSError(code, "connect")
        self._ready = peer

    def close(self) -> None:
        """Stop listening."""
        asyncio.get_running_loop().remove_reader(self._listener)
        self._listener.close()
        self._drop_ready()

    def _drop_ready(self) -> None:
        if self._ready:
            self._ready.close()
            self._ready = None

    def _accept(self) -> None:
        try:
            board, _ = self._listener.accept()
        except OSError:
            return
        nodelay(board)
        try:
            self.reach_peer()
        except OSError:
            board.close()
            return
        peer, self._ready = self._ready, None
        if peer:
            self._take(board, peer)


class _DeadEnds:
    """Ports that do not connect: one refuses, one never answers."""

    def __init__(self) -> None:
        self._closed: socket.socket | None = None
        self._full: list[socket.socket] = []

    def refusing(self) -> int:
        """Return a port that nobody listens on and nobody else can take."""
        if not self._closed:
            self._closed = socket.socket()
            self._closed.bind((LOOPBACK, 0))
        port: int = self._closed.getsockname()[1]
        return port

    def silent(self) -> int:
        """Return a port whose queue is full, so that whoever knocks waits in vain."""
        if not self._full:
            listener = socket.socket()
            listener.bind((LOOPBACK, 0))
            listener.listen(0)
            self._full = [listener]
            for _ in range(2):
                caller = socket.socket()
                caller.setblocking(False)
                caller.connect_ex(listener.getsockname())
                self._full.append(caller)
        port: int = self._full[0].getsockname()[1]
        return port

    def close(self) -> None:
        """Give the ports back."""
        for end in [*self._full, *([self._closed] if self._closed else [])]:
            end.close()
        self._full, self._closed = [], None


def _is_number(host: str) -> bool:
    try:
        socket.inet_aton(host)
    except OSError:
        return False
    return True


def _is_alive(peer: socket.socket) -> bool:
    try:
        return peer.recv(1, socket.MSG_PEEK) != b""
    except BlockingIOError:
        return True
    except OSError:
        return False
