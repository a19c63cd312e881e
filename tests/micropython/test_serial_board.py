"""A board's serial port: unmodified mpremote and pyserial on a pty, over MicroPython's prompt and the running firmware."""

import functools
import hashlib
import http.server
import json
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from random import Random

import pytest
import serial

from tests.support.flashing import SETTINGS
from tests.support.serial_board import SerialBoard, mpremote, serial_board
from tools.virtual_board.processor.installation import read_files

BIG = Random(4).randbytes(60_000)


@pytest.fixture(scope="module")
def board(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SerialBoard]:
    with serial_board(tmp_path_factory.mktemp("board")) as running:
        running.wait_for_prompt()
        yield running


@pytest.fixture(scope="module")
def small_board(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SerialBoard]:
    with serial_board(tmp_path_factory.mktemp("small"), bits=32) as running:
        running.wait_for_prompt()
        yield running


def run(board: SerialBoard, *arguments: str, cwd: Path | None = None) -> str:
    """Run mpremote, which must end well; return what it printed."""
    done = mpremote(board.port(), *arguments, cwd=cwd)
    assert done.returncode == 0, f"{arguments}: {done.stdout}"
    return done.stdout


def open_port(board: SerialBoard) -> serial.Serial:
    return serial.Serial(board.port(), 115200, timeout=60, exclusive=True)


def read_to(port: serial.Serial, text: bytes) -> bytes:
    read = port.read_until(text)
    assert read.endswith(text), read
    return read


def test_the_start_prints_the_port(board: SerialBoard) -> None:
    assert f"serial port {board.port()};" in board.printed()
    assert board.port().startswith("/dev/pts/")


def test_exec_eval_run_and_errors(board: SerialBoard, tmp_path: Path) -> None:
    (tmp_path / "script.py").write_text("import sys\nprint('ran', __name__, sys.implementation.name)\n")
    assert run(board, "exec", "print('one'); print('two')") == "one\ntwo\n"
    assert run(board, "eval", "6 * 7") == "42\n"
    assert run(board, "run", str(tmp_path / "script.py")) == "ran __main__ micropython\n"
    assert "ESP32S3" in run(board, "exec", "import os; print(os.uname().machine)")
    failed = mpremote(board.port(), "exec", "def f():\n  raise ValueError('no')\nf()")
    assert failed.returncode == 1
    assert 'File "<stdin>", line 2, in f' in failed.stdout
    assert "ValueError: no" in failed.stdout
    assert "virtual_" not in failed.stdout
    assert "SyntaxError" in mpremote(board.port(), "exec", "import [").stdout


def test_a_soft_reset_starts_anew_and_resume_does_not(board: SerialBoard) -> None:
    run(board, "exec", "kept = 5")
    assert run(board, "resume", "eval", "kept") == "5\n"
    boots = board.world()["boots"]
    assert "NameError" in mpremote(board.port(), "eval", "kept").stdout
    run(board, "soft-reset")
    assert [boot["cause"] for boot in board.world()["boots"][len(boots) :]] == ["soft", "soft"]
    assert run(board, "exec", "import machine; print(machine.reset_cause() == machine.SOFT_RESET)") == "True\n"


def test_reset_while_connected_boots_and_the_port_stays(board: SerialBoard) -> None:
    boots = len(board.world()["boots"])
    with open_port(board) as port:
        port.write(b"\r\x01")
        read_to(port, b"raw REPL; CTRL-B to exit\r\n>")
        port.write(b"import machine; machine.reset()\x04")
        read_to(port, b'Type "help()" for more information.\r\n>>> ')
    assert board.world()["boots"][-1]["cause"] == "hard"
    boots = len(board.world()["boots"])
    run(board, "reset")
    board.wait_for(lambda world: len(world["boots"]) > boots and world["boots"][-1]["cause"] == "hard")
    assert run(board, "eval", "1") == "1\n"


def test_files_one_by_one(board: SerialBoard, tmp_path: Path) -> None:
    (tmp_path / "big.bin").write_bytes(BIG)
    (tmp_path / "words.txt").write_text("one\ntwo\n")
    run(board, "fs", "cp", str(tmp_path / "big.bin"), ":big.bin")
    assert hashlib.sha256(BIG).hexdigest() in run(board, "fs", "sha256sum", ":big.bin")
    run(board, "fs", "cp", ":big.bin", str(tmp_path / "back.bin"))
    assert (tmp_path / "back.bin").read_bytes() == BIG
    run(board, "fs", "cp", str(tmp_path / "words.txt"), ":words.txt")
    assert run(board, "fs", "cat", ":words.txt") == "one\ntwo\n"
    run(board, "fs", "mkdir", ":folder")
    listing = run(board, "fs", "ls")
    assert "60000 big.bin" in listing
    assert "folder/" in listing
    used = next(line.split() for line in run(board, "df").splitlines() if "Lfs2" in line)
    assert int(used[1]) == 2 * 1024 * 1024
    assert int(used[2]) > 60_000
    run(board, "fs", "rm", ":big.bin")
    run(board, "fs", "rmdir", ":folder")
    assert "big.bin" not in run(board, "fs", "ls")
    assert read_files(board.folder / "flash.img")["/words.txt"] == b"one\ntwo\n"


def test_trees_of_files(board: SerialBoard, tmp_path: Path) -> None:
    (tmp_path / "package" / "inner").mkdir(parents=True)
    (tmp_path / "package" / "__init__.py").write_text("NAME = 'here'\n")
    (tmp_path / "package" / "inner" / "data.txt").write_text("x" * 5000)
    run(board, "fs", "cp", "-r", str(tmp_path / "package"), ":")
    assert "data.txt" in run(board, "fs", "tree")
    assert run(board, "exec", "import package; print(package.NAME)") == "here\n"
    run(board, "fs", "rm", "-r", ":package")
    assert "package" not in run(board, "fs", "ls")


def test_mount_serves_the_hosts_files(board: SerialBoard, tmp_path: Path) -> None:
    # Line feeds and Ctrl-C among the data are what a line that knows text would spoil.
    (tmp_path / "data.bin").write_bytes(bytes(range(256)) * 40)
    (tmp_path / "module.py").write_text("import os\nprint('mounted', open('data.bin', 'rb').read(512)[-250:-246])\n")
    assert "mounted b'\\x06\\x07\\x08\\t'" in run(board, "mount", str(tmp_path), "exec", "import module")
    writing = "f = open('/remote/out.bin', 'wb'); f.write(bytes(range(256))); f.close(); print('written')"
    assert "written" in run(board, "mount", str(tmp_path), "exec", writing)
    assert (tmp_path / "out.bin").read_bytes() == bytes(range(256))


def test_mip_installs_from_a_local_index(board: SerialBoard, tmp_path: Path) -> None:
    source = b"def speak():\n    return 'installed'\n"
    name = hashlib.sha256(source).hexdigest()
    package = {"v": 1, "version": "1.0", "hashes": [["speaker.py", name[:8]]]}
    (tmp_path / "package" / "py" / "speaker").mkdir(parents=True)
    (tmp_path / "package" / "py" / "speaker" / "latest.json").write_text(json.dumps(package))
    (tmp_path / "file" / name[:2]).mkdir(parents=True)
    (tmp_path / "file" / name[:2] / name[:8]).write_bytes(source)
    serve = functools.partial(http.server.SimpleHTTPRequestHandler, directory=str(tmp_path))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), serve) as index:
        threading.Thread(target=index.serve_forever, daemon=True).start()
        url = f"http://127.0.0.1:{index.server_port}"
        run(board, "mip", "install", "--no-mpy", "--index", url, "speaker")
        index.shutdown()
    assert run(board, "exec", "import speaker; print(speaker.speak())") == "installed\n"


def test_the_friendly_prompt(board: SerialBoard) -> None:
    with open_port(board) as port:
        port.write(b"\r\x03\x02")
        read_to(port, b'Wattlend virtual board with ESP32S3\r\nType "help()" for more information.\r\n>>> ')
        port.write(b"6 * 8\x087\r")
        read_to(port, b"\r\n42\r\n>>> ")
        port.write(b"for n in range(2):\r  print('n', n)\r\r")
        read_to(port, b"n 0\r\nn 1\r\n>>> ")
        port.write(b"1/0\r")
        assert b"ZeroDivisionError" in read_to(port, b">>> ")
        port.write(b"\x05a = 3\rprint(a + 1)\r\x04")
        read_to(port, b"\n4\r\n>>> ")
        port.write(b"\x04")
        read_to(port, b"MPY: soft reboot\r\n")
        read_to(port, b">>> ")


def test_ctrl_c_ends_a_busy_program_and_two_are_one(board: SerialBoard) -> None:
    boots = len(board.world()["boots"])
    with open_port(board) as port:
        for busy in (
            b"while True: pass",
            b"import time; time.sleep(60)",
            b"import machine\nwhile True: machine.Pin(4)()",
        ):
            port.write(b"\r\x03\r\x01")
            read_to(port, b"raw REPL; CTRL-B to exit\r\n>")
            port.write(b"print('busy')\n" + busy + b"\x04")
            read_to(port, b"busy\r\n")
            port.write(b"\x03\x03")
            port.write(b"\x03")
            read_to(port, b"KeyboardInterrupt: \r\n\x04>")
        port.write(b"print('well')\x04")
        read_to(port, b"OKwell\r\n\x04\x04>")
        port.write(b"\x02")
    assert len(board.world()["boots"]) == boots
    assert board.world()["crashes"] == 0


def test_ctrl_c_while_the_heap_is_collected_leaves_a_prompt(board: SerialBoard) -> None:
    for _ in range(4):
        with open_port(board) as port:
            port.write(b"\r\x03\r\x01")
            read_to(port, b"raw REPL; CTRL-B to exit\r\n>")
            port.write(b"import gc\nprint('busy')\nwhile True:\n  gc.collect()\n\x04")
            read_to(port, b"busy\r\n")
            port.write(b"\x03")
            read_to(port, b">")
        assert run(board, "eval", "1 + 1") == "2\n"


def test_ctrl_c_at_any_moment_loses_no_call_of_the_hardware(board: SerialBoard) -> None:
    working = b"""
import machine, os
bus, pin = machine.I2C(0), machine.Pin(4, machine.Pin.OUT)
found = bus.scan()
count = 0
print('working')
while bus.scan() == found and pin.value(count & 1) is None:
    with open('count', 'wb') as file:
        file.write(str(count) * 2000)
    assert os.stat('count')[6] == len(str(count)) * 2000
    count += 1
print('out of step')
\x04"""
    random = Random(3)
    with open_port(board) as port:
        port.write(b"\r\x03\r\x01")
        read_to(port, b"raw REPL; CTRL-B to exit\r\n>")
        for _ in range(25):
            port.write(working)
            read_to(port, b"working\r\n")
            time.sleep(random.random() * 0.03)  # the moment is what this is about
            port.write(b"\x03")
            assert b"KeyboardInterrupt: \r\n\x04>" in read_to(port, b"\x04>")
        port.write(b"\x02")
    assert board.world()["crashes"] == 0


def test_a_full_flash_says_so_and_has_room_again(board: SerialBoard, tmp_path: Path) -> None:
    (tmp_path / "huge.bin").write_bytes(bytes(300_000))
    run(board, "exec", "f = open('fill', 'wb')\nfor _ in range(440): f.write(bytes(4096))\nf.close()")
    refused = mpremote(board.port(), "fs", "cp", str(tmp_path / "huge.bin"), ":huge.bin")
    assert refused.returncode == 1
    assert "No space left" in refused.stdout or "ENOSPC" in refused.stdout, refused.stdout
    run(board, "fs", "rm", ":fill")
    mpremote(board.port(), "fs", "rm", ":huge.bin")
    run(board, "exec", "f = open('again', 'wb')\nf.write(bytes(100000))\nf.close()")


@pytest.mark.parametrize("power", [False, True], ids=["powered otherwise", "powered by the cable"])
def test_a_cable_pulled_during_a_copy_leaves_a_usable_board(board: SerialBoard, tmp_path: Path, power: bool) -> None:
    (tmp_path / "big.bin").write_bytes(BIG)
    run(board, "fs", "cp", str(tmp_path / "big.bin"), ":old.bin")
    board.act("pull-cable", after_bytes=70_000, for_s=0.3, power=power or None)
    cut = mpremote(board.port(), "fs", "cp", "-f", str(tmp_path / "big.bin"), ":new.bin")
    assert cut.returncode != 0, cut.stdout
    assert hashlib.sha256(BIG).hexdigest() in run(board, "fs", "sha256sum", ":old.bin")
    run(board, "fs", "cp", str(tmp_path / "big.bin"), ":new.bin")
    assert hashlib.sha256(BIG).hexdigest() in run(board, "fs", "sha256sum", ":new.bin")
    assert (board.world()["boots"][-1]["boot"] > 1) or not power


def test_a_pulled_cable_ends_the_readers_line_and_stays_out(board: SerialBoard) -> None:
    with open_port(board) as port:
        board.act("pull-cable")
        assert board.world()["port"] is None
        with pytest.raises((serial.SerialException, OSError)):
            port.read(1)
    assert board.act("plug-cable")["port"] == board.port()
    assert run(board, "eval", "2") == "2\n"


def ask_raw(port: serial.Serial, code: bytes) -> bytes:
    """Run code at the raw prompt and return everything up to the prompt that follows."""
    port.write(code + b"\x04")
    return read_to(port, b"\x04>")


def test_lost_and_damaged_bytes_are_the_lines_and_the_board_knows_nothing(board: SerialBoard) -> None:
    with open_port(board) as port:
        port.write(b"\r\x03\r\x01")
        read_to(port, b"raw REPL; CTRL-B to exit\r\n>")
        board.act("lose-bytes", count=3, after_bytes=4)
        assert ask_raw(port, b"print('0123456789')") == b"OK0156789\r\n\x04\x04>"
        board.act("lose-bytes", count=2)
        assert ask_raw(port, b"print('0123456789')") == b"0123456789\r\n\x04\x04>"
        board.act("lose-bytes", count=1, after_bytes=2, damaged=True)
        assert ask_raw(port, b"print('0123456789')") == b"OK1123456789\r\n\x04\x04>"
        assert ask_raw(port, b"print('0123456789')") == b"OK0123456789\r\n\x04\x04>"
        port.write(b"\x02")
    assert board.world()["crashes"] == 0


def test_a_jumper_leads_a_lock_drive_to_a_pin(board: SerialBoard) -> None:
    drive = (
        "from machine import I2C, Pin; bus = I2C(0); pin = Pin({pin}, Pin.IN, Pin.PULL_UP); idle = pin.value();"
        "bus.writeto_mem(0x20, 0, b'\\x00'); bus.writeto_mem(0x20, 0x14, b'\\x02'); driven = pin.value();"
        "bus.writeto_mem(0x20, 0x14, b'\\x00'); print(idle, driven, pin.value())"
    )
    board.act("jumper", slot=2, gpio=12)
    assert run(board, "exec", drive.format(pin=13)) == "1 1 1\n"
    assert run(board, "exec", drive.format(pin=12)) == "0 1 0\n"
    board.act("unjumper", gpio=12)
    assert run(board, "exec", drive.format(pin=12)) == "1 1 1\n"


def test_the_32_bit_board_does_the_same(small_board: SerialBoard, tmp_path: Path) -> None:
    (tmp_path / "big.bin").write_bytes(BIG)
    assert run(small_board, "exec", "import sys; print(sys.maxsize)") == "2147483647\n"
    run(small_board, "fs", "cp", str(tmp_path / "big.bin"), ":big.bin")
    assert hashlib.sha256(BIG).hexdigest() in run(small_board, "fs", "sha256sum", ":big.bin")
    (tmp_path / "module.py").write_text("print('mounted')\n")
    assert "mounted" in run(small_board, "mount", str(tmp_path), "exec", "import module")
    run(small_board, "soft-reset")
    assert "NameError" in mpremote(small_board.port(), "eval", "nothing").stdout


def test_nobody_listens_and_the_board_goes_on(tmp_path: Path) -> None:
    (tmp_path / "main.py").write_text("for n in range(20000):\n  print('line', n, 'x' * 80)\nprint('all said')\n")
    with serial_board(tmp_path, files={"/main.py": "main.py"}) as board:
        board.wait_for_prompt()
        assert "all said" in board.console()
        with open_port(board) as port:
            port.write(b"\r")
            assert b"line" not in read_to(port, b">>> ")  # nothing old


def test_a_slow_reader_loses_the_oldest_and_blocks_nobody(tmp_path: Path) -> None:
    (tmp_path / "main.py").write_text("input()\nfor n in range(5000):\n  print('line', n, 'x' * 80)\n")
    with serial_board(tmp_path, files={"/main.py": "main.py"}) as board, open_port(board) as port:
        port.write(b"\r\n")
        board.wait_for_prompt()
        assert b"line 4999 " in read_to(port, b">>> ")


def test_the_firmware_speaks_on_the_port_and_ctrl_c_reaches_the_prompt(tmp_path: Path) -> None:
    with serial_board(tmp_path, bare=False, configuration=SETTINGS) as board:
        with open_port(board) as port:
            board.act("reset")
            read_to(port, b" info running, ")
            port.write(b"\x03")
            read_to(port, b"stopped by hand, locks off")
            read_to(port, b"\r\n>>> ")
            port.write(b"import machine; machine.reset()\r")
            read_to(port, b" info running, ")
        assert "main.py" in run(board, "fs", "ls")
        assert "stopped by hand" in " ".join(board.console())
        boot = len(board.world()["boots"])
        run(board, "reset")
        board.wait_for(lambda world: len(world["boots"]) > boot)
        board.wait_for_line(" info running, ", board.line_count() - 1)


def test_many_resets_by_hand_are_no_crash_loop(board: SerialBoard) -> None:
    with open_port(board) as port:
        for _ in range(15):
            port.write(b"\x03\x04")
            read_to(port, b"soft reboot\r\n")
            read_to(port, b">>> ")
    assert board.world()["state"] == "running"


def test_a_port_that_is_in_use_says_so(board: SerialBoard) -> None:
    with open_port(board):
        busy = mpremote(board.port(), "eval", "1")
    assert busy.returncode != 0
    assert "failed to access" in busy.stdout


def test_a_bare_board_keeps_what_was_flashed(tmp_path: Path) -> None:
    (tmp_path / "mine.py").write_text("print('mine')\n")
    for start in range(2):
        with serial_board(tmp_path) as board:
            if start == 0:
                run(board, "fs", "mkdir", ":lib")
                run(board, "fs", "cp", str(tmp_path / "mine.py"), ":lib/mine.py")
            assert run(board, "exec", "import mine") == "mine\n"
