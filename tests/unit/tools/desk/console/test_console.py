"""`wattlend console` on a pty: lines, levels, places of tracebacks, a pulled cable, and ports that cannot be opened."""

import contextlib
import errno
import os
import re
import signal
import subprocess
import sys
import termios
import tty
from pathlib import Path
from typing import NamedTuple

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from firmware.adapters.board.console import Console
from firmware.core.common.effects import ERROR, INFO, WARNING
from tests.support.waiting import until
from tools import firmware_image
from tools.desk import console
from tools.desk.colours import Palette
from tools.desk.console import ports
from tools.desk.console.line import SerialLine
from tools.desk.console.log import LEVELS, QUIET_S, Lines, LogLine, logged, painted, parse
from tools.errors import ToolError
from tools.wattlend import cli

PLAIN = Palette(is_on=False)


class Usb(NamedTuple):
    device: str
    vid: int | None


class Board:
    """The board's end of a pty behind `port`, a link that stays while the cable comes and goes."""

    def __init__(self, port: Path) -> None:
        self.port = port
        self.plug()

    def plug(self):
        self.end, terminal = os.openpty()
        tty.setraw(terminal)
        self.port.unlink(missing_ok=True)
        self.port.symlink_to(os.ttyname(terminal))
        self.terminal = terminal

    def say(self, text):
        os.write(self.end, text if isinstance(text, bytes) else text.encode())

    def heard(self, count):
        return os.read(self.end, count)

    def unplug(self):
        self.port.unlink()
        os.close(self.end)
        os.close(self.terminal)


@pytest.fixture
def board(tmp_path):
    plugged = Board(tmp_path / "port")
    yield plugged
    with contextlib.suppress(OSError):
        plugged.unplug()


@contextlib.contextmanager
def opened(board, said):
    line = SerialLine(str(board.port), said.append)
    line.open()
    try:
        yield line
    finally:
        line.close()


def collect(line, wanted):
    """Return what comes until `wanted` is in it."""
    data = b""
    for part in line.read():
        data += part
        if wanted in data:
            return data
    raise AssertionError


def test_bytes_come_through_a_pty_though_it_has_neither_dtr_nor_rts(board):
    with opened(board, []) as line:
        board.say(b"1 info \x00\xff\r\n")
        assert collect(line, b"\n") == b"1 info \x00\xff\r\n"
        line.write(b"\x03")
        assert board.heard(1) == b"\x03"


def test_closing_leaves_the_modem_lines_alone(board):
    with opened(board, []):
        assert not termios.tcgetattr(board.terminal)[2] & termios.HUPCL


def test_a_pulled_cable_is_said_once_and_its_return_once(board, monkeypatch):
    monkeypatch.setattr("tools.desk.console.line.ASK_EVERY_S", 0.01)
    said = []
    with opened(board, said) as line:
        board.say("before\n")
        reader = line.read()
        assert next(reader) == b"before\n"
        board.unplug()
        until("the loss to be said", lambda: next(reader) == b"" and said)
        for _ in range(5):
            assert next(reader) == b""
        board.plug()
        until("the return to be said", lambda: next(reader) is not None and len(said) == 2)
        board.say("after\n")
        assert until("the line", lambda: next(reader)) == b"after\n"
    assert re.fullmatch(r"\S+ is gone; waiting for it to come back", said[0])
    assert re.fullmatch(r"back after \d+\.\d s; what the board said meanwhile is lost", said[1])


def test_writing_to_a_port_that_is_gone_names_the_cable(board):
    with opened(board, []) as line:
        line.close()
        with pytest.raises(ToolError, match="took nothing"):
            line.write(b"x")


@pytest.fixture
def run(board, tmp_path):
    """Start the command on the board's port."""
    with contextlib.ExitStack() as stack:

        def start(*arguments):
            out = tmp_path / "printed"
            file = stack.enter_context(out.open("wb"))
            command = [
                sys.executable,
                "-m",
                "tools.wattlend.cli",
                "console",
                "--port",
                str(board.port),
                *map(str, arguments),
            ]
            process = subprocess.Popen(command, stdout=file, stderr=subprocess.STDOUT)
            stack.callback(process.wait)
            stack.callback(process.kill)
            until("the port to be open", lambda: "Ctrl-C ends" in out.read_text())
            return process, out

        yield start


def test_lines_are_shown_with_time_and_level_kept_in_a_log_and_counted(board, run, tmp_path):
    log = tmp_path / "console.log"
    process, out = run("--log", log)
    board.say("61234 info ready: firmware 0.1.0\r\n61300 warning slot 3: \x1b[2Jjammed\r\nMPY: soft reboot\r\n>>> ")
    until("the prompt", lambda: ">>>" in out.read_text())
    process.send_signal(signal.SIGINT)
    assert process.wait(10) == 0
    lines = [re.sub(r"^\d\d:\d\d:\d\d\.\d{3}  ", "", line) for line in out.read_text().splitlines()]
    assert lines[1:] == [
        "00:01:01.234  info     ready: firmware 0.1.0",
        "00:01:01.300  warning  slot 3: \\x1b[2Jjammed",
        "MPY: soft reboot",
        ">>> ",
        "4 lines",
    ]
    kept = log.read_text().splitlines()
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT[\d:.]+Z 61234 info ready: firmware 0\.1\.0", kept[0])
    assert len(kept) == 4


def test_ctrl_c_and_reset_are_sent_when_asked_for(board, run):
    run("--reset")
    heard = b""
    while console.RESET not in heard:
        heard += board.heard(64)
    assert heard == console.INTERRUPT + console.RESET


HOLDER = (
    "import serial, sys\nport = serial.Serial(sys.argv[1], exclusive=True)\nprint('held', flush=True)\nsys.stdin.read()"
)


def test_a_busy_port_names_who_has_it(board, capsys):
    command = [sys.executable, "-c", HOLDER, str(board.port)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as holder:
        assert holder.stdout.readline() == "held\n"
        assert cli.main(["console", "--port", str(board.port)]) == 4
        holder.stdin.close()
    said = capsys.readouterr().err
    assert "is busy: another program has it open" in said
    assert re.search(rf"way out: end \w.* \(process {holder.pid}\)", said), said


@pytest.mark.parametrize(
    ("make", "code", "cause"),
    [
        (lambda path: None, 3, "there is no port"),
        (lambda path: path.write_text("x"), 3, "cannot be used as a serial port"),
        (lambda path: path.mkdir(), 3, "cannot be used as a serial port"),
    ],
)
def test_what_is_no_port_is_named(tmp_path, capsys, make, code, cause):
    make(tmp_path / "thing")
    assert cli.main(["console", "--port", str(tmp_path / "thing")]) == code
    said = capsys.readouterr().err
    assert cause in said
    assert "way out:" in said


def test_without_permission_the_group_is_named(tmp_path):
    error = ports.explain("/dev/no-such-port", PermissionError(errno.EACCES, "Permission denied"))
    assert error.exit_code == 4
    assert error.way_out == "join the group dialout: sudo usermod -aG dialout $USER, then log in anew"


def test_auto_takes_the_only_board_on_usb(monkeypatch):
    monkeypatch.setattr(ports.list_ports, "comports", lambda: [Usb("/dev/ttyACM0", 0x303A), Usb("/dev/ttyS0", None)])
    assert ports.choose("auto") == "/dev/ttyACM0"


@pytest.mark.parametrize(
    ("there", "cause"),
    [
        ([Usb("/dev/ttyACM1", 1), Usb("/dev/ttyACM0", 1)], "several boards are there: /dev/ttyACM0, /dev/ttyACM1"),
        ([], "no board is there"),
    ],
)
def test_auto_names_what_keeps_it_from_choosing(monkeypatch, there, cause):
    monkeypatch.setattr(ports.list_ports, "comports", lambda: there)
    with pytest.raises(ToolError, match=cause) as caught:
        ports.choose("auto")
    assert caught.value.exit_code == 3


def test_every_line_that_the_firmware_says_is_understood(capsys):
    class Uptime:
        def now_ms(self):
            return 90_061_001

    for level in (INFO, WARNING, ERROR):
        Console(Uptime()).say(level, "slot 3:\nno pulse")
    said = capsys.readouterr().out.splitlines()
    assert [parse(line) for line in said] == [LogLine(90_061_001, level, "slot 3: no pulse") for level in LEVELS]
    assert painted(said[2], PLAIN, str)[14:] == "1 d 01:01:01.001  error    slot 3: no pulse"


def test_levels_have_colours_on_a_terminal():
    assert "\x1b[31m" in painted("1 error x", Palette(is_on=True), str)
    assert "\x1b[33m" in painted("1 warning x", Palette(is_on=True), str)


def test_a_traceback_names_the_sources():
    name, part = next((name, part) for name, part in firmware_image.linked().items() if name.endswith(".core"))
    first, path = part.starts[-1]
    line = f'  File "{name.rpartition(".")[2]}.py", line {first + 2}, in handle'
    assert console.source_place(line) == f'  File "{path}", line 3, in handle'
    assert f'File "{path}", line 3' in logged(line, console.source_place)
    assert console.source_place("1 info all is well") == "1 info all is well"


def test_an_unfinished_line_is_shown_after_a_while_and_not_before():
    now_s = [0.0]
    lines = Lines(lambda: now_s[0])
    assert list(lines.take(b"one\r\ntw")) == ["one"]
    assert list(lines.take(b"o\n>>> ")) == ["two"]
    now_s[0] += QUIET_S / 2
    assert list(lines.take(b"")) == []
    now_s[0] += QUIET_S
    assert list(lines.take(b"")) == [">>> "]
    assert list(lines.take(b"")) == []


@given(st.lists(st.binary(max_size=30), max_size=12))
@settings(max_examples=150, deadline=None)
def test_no_byte_is_lost_however_they_come(parts):
    lines = Lines(lambda: 0.0)
    got = [line for part in parts for line in lines.take(part)] + list(lines.rest())
    expected = b"".join(parts).split(b"\n")
    expected = expected if expected[-1] else expected[:-1]
    assert got == [line.rstrip(b"\r").decode(errors="backslashreplace") for line in expected]
    for line in got:
        assert "\x1b" not in painted(line, PLAIN, str)
