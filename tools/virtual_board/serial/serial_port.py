"""The board's serial line on the host: a pseudo-terminal that other programs open as they open a board on USB.

Owns the pty and its cable. What nobody listens to is lost, as on a line that nobody has opened: a board never waits for a
reader. Understands none of the bytes.
"""

import asyncio
import errno
import os
import select
import termios
import tty
from collections.abc import Callable

from tools.virtual_board.errors import BoardError
from tools.virtual_board.serial.line_flaws import LineFlaws

READ_BYTES = 4096
MOST_UNREAD_BYTES = 64 * 1024
"""What a reader may be behind, beyond the kernel's own 20 KB; then the oldest bytes are dropped."""

MOST_TRIED_PTYS = 128


class KeptName:
    """The number of a pty that is about to go, kept from the ptys of others: who waits for the port would take them for it.

    The kernel gives the lowest free number, and frees one when both ends are closed: so their end is kept open.
    """

    def __init__(self, name: str) -> None:
        self._name = name
        self._theirs = os.open(name, os.O_RDWR | os.O_NOCTTY)

    def take_back(self) -> tuple[int, int]:
        """Return both ends of a new pty of that name, or of another should somebody have been quicker; raises OSError."""
        self.let_go()
        others: list[int] = []
        try:
            ours, theirs = os.openpty()
            while os.ttyname(theirs) != self._name and len(others) < MOST_TRIED_PTYS:
                others += [ours, theirs]
                ours, theirs = os.openpty()
        finally:
            for descriptor in others:
                os.close(descriptor)
        return ours, theirs

    def let_go(self) -> None:
        """Let others have the number."""
        os.close(self._theirs)


class SerialPort:
    """A pty; `on_bytes` gets what comes from its other side. `name` is its path, None while the cable is out.

    `flaws` spoils what the board sends to an open port.
    """

    def __init__(self, on_bytes: Callable[[bytes], None]) -> None:
        self._on_bytes = on_bytes
        self._ours = -1
        self._edges = select.epoll()
        self._unsent = bytearray()
        self._stale = False
        self._trap: tuple[int, Callable[[], None]] | None = None
        self._kept: KeptName | None = None
        self.flaws = LineFlaws()
        self.name: str | None = None

    def plug(self) -> None:
        """Put the cable in: a new pty, of the same name as before; raises BoardError. Nothing happens when it is in."""
        if self.name is not None:
            return
        try:
            self._ours, theirs = self._kept.take_back() if self._kept else os.openpty()
        except OSError as error:
            raise BoardError(
                f"no pseudo-terminal for the serial port: {error.strerror}", "end programs that hold many of them"
            ) from error
        self._kept = None
        self.name = os.ttyname(theirs)
        tty.setraw(theirs)
        os.close(theirs)  # so that we can tell whether anybody has it open
        os.set_blocking(self._ours, False)
        self._edges = select.epoll()
        self._edges.register(self._ours, select.EPOLLIN | select.EPOLLET)  # a hang-up is told once, not all the time
        asyncio.get_running_loop().add_reader(self._edges.fileno(), self._read)

    def pull(self) -> None:
        """Pull the cable: whoever has the port open reads its end. Nothing happens when it is out."""
        if self.name is None:
            return
        loop = asyncio.get_running_loop()
        loop.remove_reader(self._edges.fileno())
        loop.remove_writer(self._ours)
        self._edges.close()
        self._kept = KeptName(self.name)
        os.close(self._ours)
        self.name, self._trap = None, None
        self._unsent.clear()

    def close(self) -> None:
        """Pull the cable for good."""
        self.pull()
        if self._kept:
            self._kept.let_go()
            self._kept = None

    def call_after(self, count: int, act: Callable[[], None]) -> None:
        """Call `act` once, when `count` more bytes have come; those behind them are lost."""
        self._trap = (count, act)

    def write(self, data: bytes) -> None:
        """Send to whoever has the port open; never waits."""
        if self.name is None:
            return
        if not self._is_open():
            self._forget_unread()
            return
        self._unsent += self.flaws.pass_on(data)
        del self._unsent[:-MOST_UNREAD_BYTES]
        self._send()

    def _send(self) -> None:
        loop = asyncio.get_running_loop()
        if not self._is_open():
            loop.remove_writer(self._ours)
            self._forget_unread()
            return
        try:
            while self._unsent:
                del self._unsent[: os.write(self._ours, self._unsent)]
                self._stale = True
        except BlockingIOError:
            loop.add_writer(self._ours, self._send)
        else:
            loop.remove_writer(self._ours)

    def _read(self) -> None:
        self._edges.poll(0)
        while self.name is not None:
            try:
                received = os.read(self._ours, READ_BYTES)
            except BlockingIOError:
                return
            except OSError as error:
                if error.errno != errno.EIO:
                    raise
                self._forget_unread()
                return
            self._take(received)

    def _take(self, received: bytes) -> None:
        if self._trap is None:
            self._on_bytes(received)
            return
        left, act = self._trap
        self._trap = (left - len(received), act)
        self._on_bytes(received[:left])
        if len(received) >= left:
            self._trap = None
            act()

    def _is_open(self) -> bool:
        look = select.poll()
        look.register(self._ours, 0)
        return not any(event & select.POLLHUP for _, event in look.poll(0))

    def _forget_unread(self) -> None:
        """Throw away what the last reader left, so that the next one hears nothing old."""
        self._unsent.clear()
        if not self._stale or self.name is None or self._is_open():
            return
        self._stale = False
        theirs = os.open(self.name, os.O_RDWR | os.O_NOCTTY | os.O_NONBLOCK)
        try:
            termios.tcflush(theirs, termios.TCIFLUSH)
            while os.read(theirs, READ_BYTES):
                pass
        except BlockingIOError:
            pass
        finally:
            os.close(theirs)
