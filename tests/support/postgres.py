"""A PostgreSQL server for tests: own data in a temporary folder, a free loopback port, gone afterwards.

PostgreSQL refuses to run as root; a root's test run starts it as `nobody`.
"""

import os
import pwd
import secrets
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TypedDict

from tools.runtime import postgresql_bin
from tools.runtime.folders import runtime_folder

START_TIMEOUT_S = 30
STOP_TIMEOUT_S = 20
POLL_S = 0.02
ATTEMPTS = 3  # a free port may be taken by another before the server has it
USER = "wattlend"
SETTINGS = (
    "fsync=off",  # a test's data need not outlive the machine
    "full_page_writes=off",
    "synchronous_commit=on",  # commits keep their order and their wait
    "max_connections=50",
)


class _Identity(TypedDict, total=False):
    user: int
    group: int
    extra_groups: list[int]


@contextmanager
def postgres_server() -> Iterator[str]:
    """Start a server and yield the DSN of its empty database `postgres`; stop it by its process id at the end."""
    folder = Path(tempfile.mkdtemp(prefix="wattlend-postgres-"))
    try:
        programs = _reachable_programs(folder)
        password = _create_cluster(programs, folder)
        server, port = _start(programs, folder)
        try:
            yield f"postgresql://{USER}:{password}@127.0.0.1:{port}/postgres"
        finally:
            _stop(server)
    finally:
        shutil.rmtree(folder)


def _identity() -> _Identity:
    if os.geteuid():
        return {}
    nobody = pwd.getpwnam("nobody")
    return {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}


def _give(path: Path) -> None:
    """Make the server's user the owner."""
    identity = _identity()
    if identity:
        os.chown(path, identity["user"], identity["group"], follow_symlinks=False)


def _reachable_programs(folder: Path) -> Path:
    """Return PostgreSQL's programs; a copy where `nobody` may not enter the folder they lie in."""
    programs = postgresql_bin()
    _give(folder)
    if subprocess.run(["test", "-x", programs / "postgres"], check=False, **_identity()).returncode == 0:
        return programs
    part = runtime_folder().resolve() / "postgresql"
    copy = folder / "programs"
    shutil.copytree(part, copy, symlinks=True)
    for path in (copy, *copy.rglob("*")):
        _give(path)
    return copy / programs.relative_to(part)


def _create_cluster(programs: Path, folder: Path) -> str:
    password = secrets.token_hex(16)
    password_file = folder / "password"  # the folder is its user's alone
    password_file.write_text(password)
    _give(password_file)
    command = [f"{programs}/initdb", "-D", f"{folder}/data", "-U", USER, "-E", "UTF8", "--locale=C", "--no-sync"]
    command += ["--auth=scram-sha-256", f"--pwfile={password_file}"]
    answer = subprocess.run(command, capture_output=True, text=True, cwd=folder, check=False, **_identity())
    if answer.returncode:
        raise AssertionError(f"initdb failed:\n{answer.stdout}{answer.stderr}")
    return password


def _start(programs: Path, folder: Path) -> tuple[subprocess.Popen[bytes], int]:
    for _ in range(ATTEMPTS):
        port = _free_port()
        server = _launch(programs, folder, port)
        if _is_up(server, folder):
            return server, port
        _stop(server)
    raise AssertionError(f"PostgreSQL did not start:\n{(folder / 'log').read_text()}")


def _launch(programs: Path, folder: Path, port: int) -> subprocess.Popen[bytes]:
    command = [f"{programs}/postgres", "-D", f"{folder}/data", "-p", str(port), "-h", "127.0.0.1", "-k", str(folder)]
    for setting in SETTINGS:
        command += ["-c", setting]
    with (folder / "log").open("ab") as log:
        return subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            cwd=folder,
            start_new_session=True,  # a Ctrl-C of the test run must not stop it before its tests are done
            **_identity(),
        )


def _is_up(server: subprocess.Popen[bytes], folder: Path) -> bool:
    """Wait until the server says in its pid file that it takes connections."""
    status = folder / "data" / "postmaster.pid"
    deadline = time.monotonic() + START_TIMEOUT_S
    while time.monotonic() < deadline and server.poll() is None:
        if status.exists() and status.read_text().rstrip().endswith("ready"):
            return True
        time.sleep(POLL_S)
    return False


def _stop(server: subprocess.Popen[bytes]) -> None:
    if server.poll() is None:
        server.send_signal(signal.SIGINT)  # "fast": connections are cut, data is kept
    try:
        server.wait(STOP_TIMEOUT_S)
    except subprocess.TimeoutExpired:
        server.kill()
        server.wait()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
