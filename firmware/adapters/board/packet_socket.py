"""The socket under umqtt: gives it one whole MQTT packet at a time and never makes it wait.

Two buffers are allocated once and used by every connection. What arrives is collected until a packet is whole; what umqtt
writes, a few bytes a call, is collected and sent in one piece. Packets too long for the buffer are skipped and
counted. Knows packet boundaries (MQTT 3.1.1, section 2.2) and nothing else of MQTT.
"""

import select

from shared_protocol.limits import DEVICE_ID_MAX_CHARS, MAX_ENVELOPE_BYTES

_LONGEST_HEADER = 5
_LONGEST_TOPIC = DEVICE_ID_MAX_CHARS + 10  # a prefix of two levels, and a leaf
# The longest there is between us and the broker: header, topic with its length, packet id, envelope.
LONGEST_PACKET = _LONGEST_HEADER + 2 + _LONGEST_TOPIC + 2 + MAX_ENVELOPE_BYTES
# How long a full send buffer may hold the loop up while the network takes what is in it.
SEND_TIMEOUT_MS = 300


class NotYet(Exception):
    """umqtt asks for an answer that cannot be there yet; the link takes it up when it comes."""


class _Closed:
    def readinto(self, buffer) -> int:  # noqa: ARG002
        raise OSError("no connection")

    def write(self, data) -> int:  # noqa: ARG002
        raise OSError("no connection")

    def close(self) -> None:
        pass


class PacketSocket:
    """Buffers for packets of at most LONGEST_PACKET bytes; `skipped` counts those that were longer."""

    def __init__(self) -> None:
        self._received = memoryview(bytearray(LONGEST_PACKET))
        self._outgoing = memoryview(bytearray(LONGEST_PACKET))
        self.skipped = 0
        self._stream = _Closed()
        self.forget()

    def attach(self, stream) -> None:
        """Use `stream`, a connected socket that does not block."""
        self.forget()
        self._stream = stream

    def forget(self) -> None:
        """Drop what is in the buffers."""
        self._start = 0  # of what was received and not yet used
        self._end = 0
        self._at = 0  # umqtt's place in the packet that is open
        self._packet_end = 0
        self._skip = 0  # bytes of a too long packet that are still to come
        self._sent = 0
        self._written = 0

    # What the link calls.

    def fill(self) -> bool:
        """Take over what has arrived, as much as there is room for; False when that is nothing. Raises OSError."""
        if self._start:
            self._received[: self._end - self._start] = self._received[self._start : self._end]
            self._end -= self._start
            self._start = 0
        count = self._stream.readinto(self._received[self._end :])
        if count == 0:
            raise OSError("closed by the broker")
        if not count:  # None: nothing is there, or TLS talks to itself
            return False
        self._took(count)
        return True

    def open_packet(self) -> int | None:
        """Return the first byte of the next packet if it is whole, and let `read` read it; else None.

        Raises OSError for a length that MQTT does not allow: then the start of the next packet is unknown.
        """
        while True:
            header_bytes, length = self._header()
            if not header_bytes:
                return None
            total = header_bytes + length
            if total <= len(self._received):
                break
            self._skip_packet(total)
        if self._end - self._start < total:
            return None
        self._at = self._start
        self._packet_end = self._start + total
        return self._received[self._start]

    def close_packet(self) -> None:
        """Go on behind the packet that was opened, however much of it was read."""
        self._start = self._at = self._packet_end

    def flush(self) -> None:
        """Send as much as the network takes now; raises OSError."""
        while self._sent < self._written:
            count = self._stream.write(self._outgoing[self._sent : self._written])
            if not count:
                return
            self._sent += count
        self._sent = self._written = 0

    # What umqtt calls.

    def read(self, count: int) -> bytes:
        """Return `count` bytes of the open packet; raises NotYet when none is open, OSError behind its end."""
        if self._at == self._packet_end:
            raise NotYet
        if not 0 <= count <= self._packet_end - self._at:
            raise OSError("an MQTT packet that contradicts itself")
        self._at += count
        return bytes(self._received[self._at - count : self._at])

    def write(self, data, count=None) -> None:
        """Add `data` (or its first `count` bytes) to what is to be sent; raises OSError when the network takes nothing."""
        if isinstance(data, str):
            data = data.encode()
        view = memoryview(data)[:count]
        if len(view) > len(self._outgoing) - self._written:
            self._make_room(len(view))
        self._outgoing[self._written : self._written + len(view)] = view
        self._written += len(view)

    def setblocking(self, flag: bool) -> None:
        """Do nothing: this socket never blocks."""

    def settimeout(self, seconds) -> None:
        """Do nothing: the link looks after time."""

    def socket(self):
        """Return this, to who takes it for the module `socket`."""
        return self

    def getaddrinfo(self, host: str, port: int) -> list:  # noqa: ARG002
        """Return an address that `connect` ignores."""
        return [(None,)]

    def connect(self, address) -> None:
        """Do nothing: the link connected it."""

    def close(self) -> None:
        """Close the stream."""
        stream, self._stream = self._stream, _Closed()
        stream.close()

    def _took(self, count: int) -> None:
        skipped = min(self._skip, count)
        if skipped:
            self._skip -= skipped
            count -= skipped
            # Where a packet that was too long ends within what came, the next one has begun.
            after = self._end + skipped
            self._received[self._end : self._end + count] = self._received[after : after + count]
        self._end += count

    def _header(self) -> tuple:
        # (bytes of header, remaining length) of the packet at `_start`; (0, 0) when the header is not all there.
        length = 0
        for index in range(1, _LONGEST_HEADER):
            if self._start + index >= self._end:
                return 0, 0
            byte = self._received[self._start + index]
            length |= (byte & 0x7F) << 7 * (index - 1)
            if not byte & 0x80:
                return index + 1, length
        raise OSError("an MQTT packet longer than MQTT allows")

    def _skip_packet(self, total: int) -> None:
        self.skipped += 1
        self._skip = total - (self._end - self._start)
        self._start = self._end

    def _make_room(self, count: int) -> None:
        poll = select.poll()
        poll.register(self._stream, select.POLLOUT)
        self.flush()
        while len(self._outgoing) - self._written < count and self._sent < self._written:
            if not poll.poll(SEND_TIMEOUT_MS):
                raise OSError("the broker takes nothing")
            self.flush()
        if len(self._outgoing) - self._written < count:
            raise OSError("longer than the send buffer")
