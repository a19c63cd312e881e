"""Measures how long `wattlend flash` takes on a bare virtual board, after one file changed, and when nothing did.

The virtual board's line has no speed limit and its flash no erase times: on a real board the copying takes longer.
"""

import asyncio
import json
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

from tools.desk.flash.mpremote import Mpremote
from tools.errors import ToolError
from tools.virtual_board.cabinet.design import CabinetDesign
from tools.virtual_board.specification import Specification
from tools.virtual_board.supervisor import Supervisor

CHANGED = "/a/firmware/drivers.mpy"
CONFIGURATION = {
    "schema": 1,
    "kind": "cabinet",
    "board": "cabinet-s3",
    "device_id": "cabinet-of-bench",
    "key": "00" * 32,
    "key_version": 1,
    "slots": 12,
    "broker": {"host": "127.0.0.1", "port": 1, "password": "nobody listens there"},
}


def flash_times(folder: Path) -> list[tuple[str, float]]:
    """Return what was flashed and how many seconds it took until the board was ready; raises ToolError."""
    return asyncio.run(_measure(folder))


async def _measure(folder: Path) -> list[tuple[str, float]]:
    file = folder / "cabinet.json"
    file.write_text(json.dumps(CONFIGURATION))
    specification = Specification("flashed", folder / "board", CabinetDesign(), bits=32, bare=True)
    async with Supervisor([specification], lambda _name, _line: None) as supervisor:
        port = str(supervisor.boards["flashed"].port.name)

        def lose_one_file() -> None:
            Mpremote(port).run([["fs", "rm", f":{CHANGED}"]])

        steps: tuple[tuple[str, Callable[[], None]], ...] = (
            ("bare board", lambda: None),
            ("one file changed", lose_one_file),
            ("nothing changed", lambda: None),
        )
        times = []
        for name, prepare in steps:
            await asyncio.to_thread(prepare)
            times.append((name, await asyncio.to_thread(_flash, port, file)))
    return times


def _flash(port: str, configuration: Path) -> float:
    command = [sys.executable, "-m", "tools.wattlend.cli", "flash", "--board", "cabinet-s3", "--port", port]
    begun_s = time.monotonic()
    done = subprocess.run(
        [*command, "--configuration", str(configuration)], capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise ToolError(f"flashing failed: {done.stderr.strip()}", "try wattlend flash on a virtual board by hand")
    return time.monotonic() - begun_s
