"""Owns boards while they run: their folders, their control sockets, their start and their end.

One process may own many. Knows no command line.
"""

import asyncio
import fcntl
import json
import os
from collections.abc import Callable, Iterable, Mapping
from types import TracebackType
from typing import Any, Self

from tools.virtual_board.assembly import Board
from tools.virtual_board.errors import ActionRefusedError, BoardError
from tools.virtual_board.kind import Kind
from tools.virtual_board.kinds import KINDS, actions_of
from tools.virtual_board.processor.board_software import overhead_bytes
from tools.virtual_board.rig.action import carry_out
from tools.virtual_board.rig.control_socket import MOST_LINE_BYTES, SOCKET_NAME, listen
from tools.virtual_board.specification import Specification

LOCK = "lock"


class Supervisor:
    """Runs the boards of `specifications`; `echo(name, line)` gets what they print. Use with `async with`."""

    def __init__(
        self,
        specifications: Iterable[Specification],
        echo: Callable[[str, str], None],
        kinds: Mapping[str, Kind] = KINDS,
    ) -> None:
        self._kinds = kinds
        self._specifications = list(specifications)
        self._echo = echo
        self._locks: list[int] = []
        self._servers: list[asyncio.Server] = []
        self._connections: set[asyncio.StreamWriter] = set()
        self.boards: dict[str, Board] = {}

    async def __aenter__(self) -> Self:
        """Make every board, open its control socket and switch it on; raises BoardError."""
        try:
            for specification in self._specifications:
                await self._start(specification)
        except BaseException:
            await self.stop()
            raise
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Stop everything."""
        await self.stop()

    async def stop(self) -> None:
        """Cut every board's power, save every world and hang up."""
        for server in self._servers:
            server.close()
        for writer in list(self._connections):
            writer.close()
        await asyncio.gather(*(board.stop() for board in self.boards.values()))
        for board in self.boards.values():
            (board.specification.folder / SOCKET_NAME).unlink(missing_ok=True)
        self.boards.clear()
        for lock in self._locks:
            os.close(lock)
        self._locks.clear()

    async def _start(self, specification: Specification) -> None:
        if specification.name in self.boards:
            raise BoardError(f"two boards are called {specification.name}", "give each a name of its own")
        self._take_folder(specification)
        board = Board(specification, lambda line: self._echo(specification.name, line))
        self.boards[specification.name] = board
        server = await asyncio.start_unix_server(
            lambda reader, writer: self._serve(board, reader, writer),
            sock=listen(specification.folder / SOCKET_NAME),
            limit=MOST_LINE_BYTES,
        )
        self._servers.append(server)
        board.lifecycle.on_boot = lambda boot: self._announce(board, boot)
        board.power_on()

    def _take_folder(self, specification: Specification) -> None:
        specification.folder.mkdir(parents=True, exist_ok=True)
        lock = os.open(specification.folder / LOCK, os.O_RDWR | os.O_CREAT, 0o600)
        self._locks.append(lock)
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise BoardError(
                f"board {specification.name} is already running in {specification.folder}",
                "stop it, or use another --state",
            ) from error

    def _announce(self, board: Board, boot: int) -> None:
        if boot == 1:
            specification = board.specification
            overhead = overhead_bytes(specification.bits)
            board.say(
                f"up, {specification.design.summary()}, {specification.bits}-bit MicroPython,"
                f" heap {specification.heap_bytes} bytes and {overhead} more for the board's own modules;"
                f" serial port {board.port.name}; state in {specification.folder}"
            )

    async def _serve(self, board: Board, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._connections.add(writer)
        try:
            while line := await reader.readline():
                writer.write(json.dumps(self._answer(board, line)).encode() + b"\n")
                await writer.drain()
        except (ConnectionError, ValueError):
            pass  # the hand let go, or sent a line without end
        finally:
            self._connections.discard(writer)
            writer.close()

    def _answer(self, board: Board, line: bytes) -> dict[str, Any]:
        try:
            request = json.loads(line)
            action, values = str(request["action"]), dict(request.get("values", {}))
        except (ValueError, KeyError, TypeError):
            return {"error": 'not a request; send {"action": NAME, "values": {...}}'}
        neighbours = [other for other in self.boards.values() if other is not board]
        try:
            actions = actions_of(self._kinds[board.specification.design.kind])
            return {"result": carry_out(actions, board, neighbours, action, values)}
        except ActionRefusedError as error:
            return {"error": str(error)}
