"""Lets a cabinet work on a virtual board for some seconds, and tells whether it did and how much heap that took."""

import asyncio
import json
import re
import secrets
import socket
import tempfile
import time
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from cloud.bridge.mosquitto_files import CLOUD_USER, password_hash, password_lines, replace_file
from shared_protocol import cabinet as wire
from shared_protocol import codes, fields
from tools import firmware_image
from tools.serve.broker import BrokerFiles, Listener, start_broker, wait_until_open, write_configuration
from tools.size.cloud_stand_in import CloudStandIn
from tools.virtual_board.assembly import Board
from tools.virtual_board.cabinet.design import CabinetDesign
from tools.virtual_board.kinds import all_actions
from tools.virtual_board.rig.action import carry_out
from tools.virtual_board.specification import Specification
from tools.virtual_board.supervisor import Supervisor

ACTIONS = all_actions()
DEVICE_ID = "cabinet-of-size"
LENDS = 4
DEADLINE_S = 30.0

SAMPLER = """
import gc, machine
seen = [0, 1 << 30]
def sample(timer):
    gc.collect()
    seen[0] += 1
    seen[1] = min(seen[1], gc.mem_free())
    if seen[0] % 10 == 0:
        print("sampler: lowest", seen[1], "of", gc.mem_free() + gc.mem_alloc())
        seen[1] = 1 << 30
machine.Timer(3).init(period=15, mode=machine.Timer.PERIODIC, callback=sample)
"""
"""Put before main.py: prints how little of the heap was free since it printed last. So often that it also meets a message
while it is sealed."""
SAMPLED = re.compile(r"sampler: lowest (\d+) of (\d+)")


@dataclass
class Trial:
    """What came of a run; the sizes are bytes: free when idle, free at the worst moment of work, the whole heap."""

    failure: str | None = None
    lends: int = 0
    free_idle: int = 0
    free_at_work: int = 0
    heap: int = 0


class _Failed(Exception):
    pass


def run(slots: int, heap_bytes: int, sampled: bool = False) -> Trial:
    """Run a cabinet of `slots` in `heap_bytes` through lends, a return, a configuration and a lost network."""
    trial = Trial()
    try:
        with ExitStack() as stack:
            folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="wattlend-size-")))
            asyncio.run(_run(folder, stack, slots, heap_bytes, trial, sampled))
    except _Failed as failure:
        trial.failure = str(failure)
    return trial


async def _run(folder: Path, stack: ExitStack, slots: int, heap_bytes: int, trial: Trial, sampled: bool) -> None:
    root, password = secrets.token_bytes(32), secrets.token_hex(16)
    listener = start_stand_in_broker(folder / "broker", stack, {CLOUD_USER: password, DEVICE_ID: password})
    files = firmware_image.contents()
    files["/configuration.json"] = _configuration(slots, root, listener.port, password)
    if sampled:
        files["/main.py"] = SAMPLER.encode() + files["/main.py"]
    specification = Specification(
        "size",
        folder / "board",
        CabinetDesign(slots, banks=tuple(range(1, slots + 1))),
        files,
        bits=32,
        heap_bytes=heap_bytes,
    )
    cloud = CloudStandIn(listener.host, listener.port, CLOUD_USER, password, DEVICE_ID, root)
    async with Supervisor([specification], lambda _name, _line: None) as supervisor:
        with cloud:
            await _Work(supervisor.boards["size"], slots, cloud, trial, sampled).do()


def start_stand_in_broker(folder: Path, stack: ExitStack, passwords: dict[str, str]) -> Listener:
    """Start Mosquitto with these accounts on a free loopback port; leaving `stack` ends it."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        listener = Listener("127.0.0.1", probe.getsockname()[1])
    files = BrokerFiles(folder)
    write_configuration(files, listener)
    replace_file(files.passwords, password_lines({user: password_hash(text) for user, text in passwords.items()}))
    process = start_broker(files)
    stack.callback(process.wait)
    stack.callback(process.terminate)
    wait_until_open(process, files, listener)
    return listener


def _configuration(slots: int, root: bytes, port: int, password: str) -> bytes:
    document = {
        "schema": 1,
        "kind": "cabinet",
        "board": "cabinet-s3",
        "device_id": DEVICE_ID,
        "key": root.hex(),
        "key_version": 1,
        "slots": slots,
        "broker": {"host": "127.0.0.1", "port": port, "password": password},
    }
    return json.dumps(document).encode()


class _Work:
    def __init__(self, board: Board, slots: int, cloud: CloudStandIn, trial: Trial, sampled: bool) -> None:
        self._board = board
        self._slots = slots
        self._cloud = cloud
        self._trial = trial
        self._sampled = sampled

    async def do(self) -> None:
        cloud, trial = self._cloud, self._trial
        await self._until(cloud.is_online, "the cabinet is online")
        await self._until(self._all_settled, "it knows all its banks")
        idle_from = len(self._samples())
        await self._until(lambda: not self._sampled or len(self._samples()) > idle_from + 3, "it is sampled")
        cloud.configure(1)
        await self._until(lambda: cloud.configured, "it takes a configuration")
        for number in range(1, min(LENDS, self._slots) + 1):
            cloud.lend()
            await self._until(lambda number=number: len(cloud.results) >= number, f"lend {number} has a result")  # type: ignore[misc]
            if cloud.results[-1][fields.OUTCOME] != codes.DONE:
                raise _Failed(f"lend {number} was refused: {cloud.results[-1]}")
            trial.lends = number
        carry_out(ACTIONS, self._board, [], "insert", {"slot": cloud.results[0][wire.SLOT]})
        await self._until(lambda: cloud.returned, "it takes a bank back")
        await self._lose_network()
        samples = self._samples()[idle_from:]
        if samples:
            trial.free_idle, trial.heap = samples[1]
            trial.free_at_work = min(samples)[0]

    async def _lose_network(self) -> None:
        connection = self._cloud.presence[fields.CONNECTION]
        carry_out(ACTIONS, self._board, [], "refuse-network", {})
        carry_out(ACTIONS, self._board, [], "restore-network", {})
        await self._until(
            lambda: self._cloud.is_online() and self._cloud.presence[fields.CONNECTION] > connection, "it comes back"
        )

    def _all_settled(self) -> bool:
        states = list(self._cloud.states.values())
        return len(states) == self._slots and set(states) == {wire.SLOT_OCCUPIED}

    def _samples(self) -> list[tuple[int, int]]:
        """Return (lowest free, whole heap) of each time the sampler printed."""
        found = [SAMPLED.fullmatch(line.text) for line in self._board.console.after(0)]
        return [(int(match[1]), int(match[2])) for match in found if match]

    async def _until(self, condition: Callable[[], object], what: str) -> None:
        deadline = time.monotonic() + DEADLINE_S
        while not condition():
            lines = [line.text for line in self._board.console.after(0)]
            crashed = next((line for line in lines if "MemoryError" in line or "crashed" in line), None)
            if crashed or time.monotonic() > deadline:
                raise _Failed(f"not reached: {what}; the console says: {crashed or lines[-3:]}")
            await asyncio.sleep(0.02)
