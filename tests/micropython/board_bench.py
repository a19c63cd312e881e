"""A virtual board that runs a script of the test's own, in the test's own event loop."""

import asyncio
import textwrap
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from tests.support.waiting import PATIENCE
from tools.virtual_board.assembly import Board
from tools.virtual_board.cabinet.design import CabinetDesign
from tools.virtual_board.cabinet.device import CabinetDevice
from tools.virtual_board.cabinet.record import Record
from tools.virtual_board.kinds import all_actions
from tools.virtual_board.rig.action import carry_out
from tools.virtual_board.specification import Specification
from tools.virtual_board.supervisor import Supervisor
from tools.world.cabinet import Cabinet

DEADLINE_S = 20.0


class BoardBench:
    """One running board with the words that tests use."""

    def __init__(self, board: Board) -> None:
        self.board = board

    def act(self, action: str, **values: object) -> dict[str, Any]:
        return carry_out(all_actions(), self.board, [], action, values)

    @property
    def device(self) -> CabinetDevice:
        assert isinstance(self.board.device, CabinetDevice)
        return self.board.device

    @property
    def cabinet(self) -> Cabinet:
        return self.device.cabinet

    @property
    def record(self) -> Record:
        return self.device.record

    def lines(self) -> list[str]:
        return [line.text for line in self.board.console.after(0)]

    async def line(self, start: str, count: int = 1) -> str:
        """Return what follows `start` in the `count`-th line that begins with it."""

        def found() -> list[str]:
            return [line for line in self.lines() if line.startswith(start)]

        await self.until(lambda: len(found()) >= count, f"line {count} that begins with {start!r}")
        return found()[count - 1].removeprefix(start).strip()

    async def until(self, condition: Callable[[], object], what: str) -> None:
        deadline = time.monotonic() + DEADLINE_S * PATIENCE
        while not condition():
            assert time.monotonic() < deadline, f"waited in vain for {what}; console:\n" + "\n".join(self.lines()[-20:])
            await asyncio.sleep(0.005)


@asynccontextmanager
async def running_board(folder: Path, main: str, boot: str = "", **options: Any) -> AsyncIterator[BoardBench]:
    """Start a board whose main.py is `main`; its state stays in `folder`."""
    files = {"/main.py": textwrap.dedent(main).encode(), "/boot.py": textwrap.dedent(boot).encode()}
    files.update(options.pop("files", {}))
    design = CabinetDesign(**{key: options.pop(key) for key in ("slots", "banks", "jumpers") if key in options})
    options = {"heap_bytes": 128 * 1024, **options}
    specification = Specification("bench", folder, design, files, **options)
    async with Supervisor([specification], lambda name, line: None) as supervisor:
        yield BoardBench(supervisor.boards["bench"])
