"""Starts broker, cloud and cabinets for a benchmark, and measures rounds of rentals with the echo in between."""

import asyncio
import contextlib
import json
import os
import secrets
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from cloud.app import DatabaseOptions
from cloud.bridge.mosquitto_files import CLOUD_USER, password_hash, password_lines, replace_file
from tools.bench import echo
from tools.bench.callers import Target, rent_all
from tools.bench.cores import core_for_cloud
from tools.bench.founding import Founded, found
from tools.children import die_with_parent
from tools.errors import ToolError
from tools.run.ports import free_port
from tools.serve.broker import BrokerFiles, Listener, start_broker, wait_until_open, write_configuration

HOST = "127.0.0.1"
CALLERS = 64
ECHOES = 500
WARM_UP = 200
START_TRIES = 20


@dataclass(frozen=True)
class Options:
    """Where to work, how many rounds of how many rentals, and the database's URL (None: SQLite in the folder)."""

    folder: Path
    rounds: int
    rentals: int
    database: str | None


@dataclass(frozen=True)
class Load:
    """One load in one round: times of single rentals, CPU of the cloud a rental, wall time of all."""

    times_ms: list[float]
    cpu_us: float
    wall_s: float


@dataclass(frozen=True)
class Round:
    """What one round measured."""

    echo_ms: list[float]
    single: Load
    many: Load


def measure(options: Options) -> list[Round]:
    """Return the rounds; raises ToolError when a part does not start, RuntimeError when a rental is not lent."""
    database = options.database or f"sqlite:///{options.folder / 'bench.db'}"
    master_key = secrets.token_hex(32)
    passwords = {name: secrets.token_hex(16) for name in (CLOUD_USER, echo.ASKER, echo.ANSWERER)}
    people = WARM_UP + START_TRIES * CALLERS + options.rounds * (options.rentals + options.rentals // 10)
    founded = asyncio.run(found(DatabaseOptions(database, bytes.fromhex(master_key)), CALLERS, people))
    accounts = {board["device_id"]: board["broker"]["password"] for board in founded.cabinets}
    with core_for_cloud() as core, _broker(options.folder / "broker", passwords | accounts) as broker_port:
        environment = {"WATTLEND_MASTER_KEY": master_key, "WATTLEND_BROKER_PASSWORD": passwords[CLOUD_USER]}
        http_port = free_port()
        command = ["-m", "tools.wattlend.cli", "cloud", "--database", database, "--port", str(http_port)]
        command += ["--broker", f"{HOST}:{broker_port}"]
        with _child(command, environment, b"", b"cloud: ") as cloud:
            _put_on_core(cloud.pid, core)
            plan = {"host": HOST, "port": broker_port, "cabinets": founded.cabinets}
            with _child(["-m", "tools.bench.cabinets"], {}, json.dumps(plan).encode(), b"ready"):
                target = _target(founded, http_port)
                return asyncio.run(_rounds(options, target, cloud.pid, broker_port, passwords[echo.ASKER]))


async def _rounds(options: Options, target: Target, pid: int, broker_port: int, password: str) -> list[Round]:
    reference = echo.Echo(HOST, broker_port, password)
    await reference.open()
    await _until_ready(target)
    await rent_all(target, CALLERS, WARM_UP)
    rounds = []
    for number in range(options.rounds):
        print(f"round {number + 1} of {options.rounds}", file=sys.stderr, flush=True)
        echo_ms = [await reference.round_trip_ms() for _ in range(ECHOES)]
        single = await _load(target, pid, 1, options.rentals // 10)
        many = await _load(target, pid, CALLERS, options.rentals)
        rounds.append(Round(echo_ms, single, many))
    reference.close()
    return rounds


async def _load(target: Target, pid: int, callers: int, rentals: int) -> Load:
    cpu_ns, started = _cpu_ns(pid), time.perf_counter()
    times_ms = await rent_all(target, callers, rentals)
    wall_s = time.perf_counter() - started
    return Load(times_ms, (_cpu_ns(pid) - cpu_ns) / 1_000 / rentals, wall_s)


def _cpu_ns(pid: int) -> int:
    """Return the CPU time of a process, all threads, as the kernel's scheduler counts it."""
    return sum(int(file.read_text().split()[0]) for file in Path(f"/proc/{pid}/task").glob("*/schedstat"))


def _put_on_core(pid: int, core: int | None) -> None:
    """Have every thread of a process run on `core`; those it starts later follow."""
    if core is not None:
        for task in Path(f"/proc/{pid}/task").iterdir():
            os.sched_setaffinity(int(task.name), {core})


async def _until_ready(target: Target) -> None:
    for _ in range(START_TRIES):
        try:
            await rent_all(target, 1, len(target.cabinets))
        except RuntimeError:
            await asyncio.sleep(1.0)
        else:
            return
    raise ToolError("the cabinets of the benchmark do not come online", "look at what the cloud printed above")


def _target(founded: Founded, http_port: int) -> Target:
    cabinets = tuple(board["device_id"] for board in founded.cabinets)
    return Target(HOST, http_port, iter(founded.tokens), cabinets)


@contextlib.contextmanager
def _broker(folder: Path, passwords: dict[str, str]) -> Iterator[int]:
    files, listener = BrokerFiles(folder), Listener(HOST, free_port())
    write_configuration(files, listener)
    rules = "".join(f"\nuser {user}\ntopic readwrite bench/#\n" for user in (echo.ASKER, echo.ANSWERER))
    replace_file(files.access_rules, files.access_rules.read_text() + rules)
    # One password for both ends of the echo keeps the reference simple.
    passwords[echo.ANSWERER] = passwords[echo.ASKER]
    replace_file(files.passwords, password_lines({user: password_hash(word) for user, word in passwords.items()}))
    process = start_broker(files)
    try:
        wait_until_open(process, files, listener)
        yield listener.port
    finally:
        process.terminate()
        process.wait()


@contextlib.contextmanager
def _child(
    arguments: list[str], environment: dict[str, str], given: bytes, says: bytes
) -> Iterator["subprocess.Popen[bytes]"]:
    process = subprocess.Popen(
        [sys.executable, *arguments],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env={**os.environ, **environment},
        preexec_fn=die_with_parent(),  # noqa: PLW1509 - one system call, safe between fork and exec
    )
    assert process.stdin is not None and process.stdout is not None  # noqa: S101, PT018 - both are pipes
    process.stdin.write(given)
    process.stdin.close()
    try:
        for line in process.stdout:
            if line.startswith(says):
                break
        else:
            raise ToolError(f"{arguments[-1]} ended before it was ready", "see what it printed above")
        yield process
    finally:
        process.terminate()
        process.wait()
