"""One TCP connection of a board, passed on between loopback and its real peer.

Owns what a network may do to it: hold bytes back, delay them, swallow them, or break it with a reset. It never closes one
end because the other vanished: a board without power says no goodbye.
"""

import asyncio
import socket
import struct
from collections import deque
from collections.abc import Callable
from enum import StrEnum

RECEIVE_BYTES = 65536
MOST_HELD_BYTES = 1 << 20
GOODBYE_S = 0.02
"""A board's goodbye waits this long: a process that dies closes its sockets just before anybody learns that it died."""


class Mode(StrEnum):
    """What the network does with bytes."""

    OPEN = "open"
    CUT = "cut"
    REFUSED = "refused"
    HELD = "held"


class Conditions:
    """The state of a board's network; flows look at it for every chunk."""

    def __init__(self) -> None:
        self.mode = Mode.OPEN
        self.delay_ms = 0
        self.board_is_up = False


def nodelay(end: socket.socket) -> None:
    """Let small packets leave at once, both ways: a proxy must not add Nagle's wait."""
    end.setblocking(False)
    end.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)


def reset(end: socket.socket) -> None:
    """Close with a TCP reset instead of a goodbye."""
    try:
        end.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    finally:
        end.close()


class _Direction:
    """Bytes from one end to the other."""

    def __init__(self, flow: "Flow", source: socket.socket, sink: socket.socket) -> None:
        self._flow = flow
        self._source = source
        self._sink = sink
        self._loop = asyncio.get_running_loop()
        self._queue: deque[tuple[float, bytes]] = deque()
        self._held = 0
        self._paused = False
        self.ended = False
        self._said_end = False
        self._loop.add_reader(source, self._read)

    def _read(self) -> None:
        try:
            data = self._source.recv(RECEIVE_BYTES)
        except BlockingIOError:
            return
        except OSError:
            self._flow.broke(self._source)
            return
        if not self._flow.may_carry(self._source, data):
            return
        if not data:
            self.ended = True
            self._loop.remove_reader(self._source)
        else:
            delay_ms = self._flow.conditions.delay_ms
            self._queue.append((self._loop.time() + delay_ms / 1000, data))
            self._held += len(data)
            if delay_ms:
                self._loop.call_later(delay_ms / 1000, self.flush)
            if self._held > MOST_HELD_BYTES:
                self._paused = True
                self._loop.remove_reader(self._source)
        self.flush()

    def flush(self) -> None:
        """Pass on what may go now."""
        if self._flow.closed or self._flow.conditions.mode is not Mode.OPEN:
            return
        while self._queue and self._queue[0][0] <= self._loop.time():
            if not self._send():
                return
        if self.ended and not self._queue and not self._said_end:
            self._said_end = True
            self._flow.ended(self._sink)

    def _send(self) -> bool:
        due, data = self._queue.popleft()
        try:
            sent = self._sink.send(data)
        except BlockingIOError:
            sent = 0
        except OSError:
            self._flow.broke(self._sink)
            return False
        self._held -= sent
        if sent < len(data):
            self._queue.appendleft((due, data[sent:]))
            self._loop.add_writer(self._sink, self._sink_is_ready)
            return False
        if self._paused and self._held < MOST_HELD_BYTES:
            self._paused = False
            self._loop.add_reader(self._source, self._read)
        return True

    def _sink_is_ready(self) -> None:
        self._loop.remove_writer(self._sink)
        self.flush()


class Flow:
    """A connection with its two ends; `on_close` is called once, when both are closed."""

    def __init__(
        self,
        conditions: Conditions,
        board: socket.socket,
        peer: socket.socket,
        on_close: Callable[["Flow"], None],
    ) -> None:
        self.conditions = conditions
        self._board = board
        self._peer = peer
        self._on_close = on_close
        self.closed = False
        self._lost = False
        self._orphaned = False
        self._directions = (_Direction(self, board, peer), _Direction(self, peer, board))

    def may_carry(self, source: socket.socket, data: bytes) -> bool:
        """Decide about a chunk (empty: the end) from `source`; False when the network took care of it."""
        if self._orphaned:
            if not data:
                self.close()
            elif self.conditions.board_is_up and self.conditions.mode is Mode.OPEN:
                self.abort()  # a board that booted anew knows nothing of this connection
            return False
        if self.conditions.mode is Mode.CUT:
            self._lost = True  # bytes are gone that the other end will never hear of
        if self._lost:
            self._swallow(source, data)
            return False
        return True

    def ended(self, sink: socket.socket) -> None:
        """Tell `sink` that no more comes; close when both directions have ended."""
        if sink is self._peer:
            asyncio.get_running_loop().call_later(GOODBYE_S, self._say_end, sink)
        else:
            self._say_end(sink)

    def broke(self, end: socket.socket) -> None:
        """Take an error on one end to the other, if the network lets it through."""
        if end is self._board and self.conditions.mode is not Mode.OPEN:
            self.orphan()
        else:
            self.abort()

    def orphan(self) -> None:
        """Let the board's end vanish without a word; the peer goes on believing in it."""
        if self.closed or self._orphaned:
            return
        self._orphaned = True
        self._forget(self._board)
        self._board.close()

    def network_changed(self) -> None:
        """Act on new conditions: break, or pass on what was held back."""
        if self.conditions.mode is Mode.REFUSED:
            self.abort()
            return
        if self.conditions.mode is Mode.CUT:
            self._lost = True
        for direction in self._directions:
            direction.flush()

    def abort(self) -> None:
        """Reset both ends."""
        self._end(reset)

    def close(self) -> None:
        """Close both ends."""
        self._end(socket.socket.close)

    def _say_end(self, sink: socket.socket) -> None:
        if self.closed or self._orphaned:
            return
        if all(direction.ended for direction in self._directions):
            self.close()
            return
        try:
            sink.shutdown(socket.SHUT_WR)
        except OSError:
            self.close()

    def _swallow(self, source: socket.socket, data: bytes) -> None:
        if not data:
            self._forget(source)  # its goodbye is lost as well; the other end keeps waiting
        elif self.conditions.mode is Mode.OPEN:
            self.abort()  # the way is back, but the router has forgotten this connection

    def _forget(self, end: socket.socket) -> None:
        loop = asyncio.get_running_loop()
        if end.fileno() >= 0:
            loop.remove_reader(end)
            loop.remove_writer(end)

    def _end(self, how: Callable[[socket.socket], None]) -> None:
        if self.closed:
            return
        self.closed = True
        for end in (self._board, self._peer):
            self._forget(end)
            if end.fileno() >= 0:
                how(end)
        self._on_close(self)
