"""The control socket, the rig, and the two commands, as processes a user would start."""

import json
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tests.support.waiting import until
from tools.virtual_board.errors import ActionRefusedError, BoardError
from tools.virtual_board.kinds import all_actions
from tools.virtual_board.rig.control import Rig
from tools.virtual_board.rig.control_socket import SOCKET_NAME, board_folder, socket_path

ROOT = Path(__file__).parents[5]
TWO_BOARDS = {"boards": [{"name": "east", "slots": 4, "banks": "1-2", "seed": 5}, {"name": "west", "slots": 3}]}


def start_town(folder: Path, town: object = TWO_BOARDS) -> subprocess.Popen[str]:
    (folder / "town.json").write_text(json.dumps(town))
    command = [sys.executable, "-m", "tools.wattlend.cli", "virtual-board", "--town", str(folder / "town.json")]
    environment = {**os.environ, "WATTLEND_STATE": str(folder / "state")}
    return subprocess.Popen(
        command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )


def rig(folder: Path, name: str) -> Rig:
    found = Rig(folder / "state" / "boards" / name / SOCKET_NAME)
    until(f"board {name} to answer", lambda: _answers(found))
    found.wait_for(lambda world: world["state"] == "running")
    return found


def _answers(found: Rig) -> bool:
    try:
        found.world()
    except BoardError:
        return False
    return True


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    # Longer than a Unix socket's address may be: users have deep folders.
    folder = tmp_path_factory.mktemp(
        "a-folder-whose-name-makes-its-path-longer-than-the-address-of-a-unix-socket-may-ever-be"
    )
    process = start_town(folder)
    try:
        rig(folder, "east")
        rig(folder, "west")
        yield folder
    finally:
        process.send_signal(signal.SIGTERM)
        output, _ = process.communicate(timeout=20)
        assert process.returncode == 0, output


def bench_rig(town: Path, *words: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "WATTLEND_STATE": str(town / "state")}
    command = [sys.executable, "-m", "tools.wattlend.cli", "bench-rig", *words]
    return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)


def test_a_bank_goes_from_one_cabinet_to_another(town: Path) -> None:
    east, west = rig(town, "east"), rig(town, "west")
    bank = east.act("pull", slot=2)["bank"]
    assert [found["bank"] for found in east.world()["outside"]] == [bank]
    west.act("insert", slot=1, bank=bank)
    assert east.world()["outside"] == []
    assert west.world()["slots"][0]["bank"] == bank
    west.act("pull", slot=1)
    east.act("insert", slot=2, bank=bank)
    assert west.world()["outside"] == []


def test_a_rig_shows_what_the_board_prints(town: Path) -> None:
    west = rig(town, "west")
    before = west.line_count()
    west.act("kill")
    line = west.wait_for_line("configuration", after=before)
    assert "missing" in line
    with pytest.raises(TimeoutError, match="no line with 'never said'"):
        west.wait_for_line("never said", timeout_s=0.05)


@pytest.mark.parametrize(
    ("action", "values", "words"),
    [
        ("fly", {}, "there is no action 'fly'; there are: show, heat,"),
        ("insert", {}, "insert needs slot"),
        ("insert", {"slot": 5}, "there is no slot 5; this cabinet has 1 to 4"),
        ("insert", {"slot": 0}, "there is no slot 0"),
        ("insert", {"slot": "x"}, "slot is 'x'; allowed: a slot's number"),
        ("insert", {"slot": 3, "bank": "12"}, "bank is '12'; allowed: 12 hexadecimal digits"),
        ("insert", {"slot": 3, "bank": "foreign", "cycles": 3}, "a foreign bank has no record of its cycles"),
        ("insert", {"slot": 3, "charge": 101}, "charge is 101; allowed: 0 to 100"),
        ("insert", {"slot": 3, "cycles": -1}, "cycles is -1; allowed: 0 to 65535"),
        ("insert", {"slot": 3, "colour": "red"}, "insert takes no 'colour'; it takes: bank, charge, cycles, slot"),
        ("insert", {"slot": 1}, "slot 1 holds bank"),
        ("pull", {"slot": 4}, "slot 4 is empty"),
        ("charge", {"slot": 4, "percent": 10}, "slot 4 is empty; insert a bank first"),
        ("charge", {"slot": 1, "percent": 0}, "charge goes up only, drain goes down"),
        ("drain", {"slot": 1, "percent": 100}, "drain goes down only, charge goes up"),
        ("stick", {"slot": 1, "shows": "open"}, "shows is 'open'; allowed: free, present, absent, bouncing"),
        ("silence-id", {"slot": 1, "state": "maybe"}, "state is 'maybe'; allowed: on, off"),
        ("corrupt-gauge", {"slot": 1, "state": "bad"}, "state is 'bad'; allowed: ok, silent, implausible"),
        ("heat", {"celsius": "hot"}, "celsius is 'hot'; allowed: -40 to 125"),
        ("heat", {"celsius": "nan"}, "celsius is 'nan'; allowed: -40 to 125"),
        ("cut-power", {"for_s": -1}, "for_s is -1; allowed: 0 to 86400"),
        ("release-network", {}, "the network is open, nothing is held back"),
        ("cut-network", {"wifi": "yes"}, "wifi is 'yes'; allowed: true or false"),
        ("lose-bytes", {"count": -1}, "count is -1; allowed: 0 to"),
        ("jumper", {"slot": 1, "gpio": 49}, "gpio is 49; allowed: 0 to 48"),
        ("jumper", {"slot": 1, "gpio": 8}, "GPIO 8 is taken on this board"),
        ("jumper", {"slot": 5, "gpio": 12}, "there is no slot 5"),
        ("unjumper", {"gpio": 12}, "GPIO 12 has no jumper"),
        ("set-clock", {"offset": "tomorrow"}, "offset is 'tomorrow'"),
        ("cut-power-on-flash-write", {"count": 0}, "count is 0; allowed: 1 to 1000000"),
    ],
)
def test_a_wrong_action_is_refused_in_one_line_that_says_what_is_allowed(
    town: Path, action: str, values: dict[str, object], words: str
) -> None:
    east = rig(town, "east")
    before = east.world()["slots"]
    with pytest.raises(ActionRefusedError) as refusal:
        east.act(action, **values)
    assert words in str(refusal.value)
    assert "\n" not in str(refusal.value)
    assert east.world()["slots"] == before


@pytest.mark.parametrize(
    "line", [b"{}", b"[]", b"nonsense", b'{"action": "show", "values": 3}', b'"show"', b"\xff\xfe"]
)
def test_a_broken_request_is_answered_and_does_no_harm(town: Path, line: bytes) -> None:
    from tools.virtual_board.rig.control_socket import connect

    with (
        connect(town / "state" / "boards" / "east" / SOCKET_NAME, 5) as connection,
        connection.makefile("rwb") as stream,
    ):
        stream.write(line + b'\n{"action": "show"}\n')
        stream.flush()
        assert "error" in json.loads(stream.readline())
        assert json.loads(stream.readline())["result"]["name"] == "east"


def test_each_board_has_a_port_of_its_own_and_a_cable(town: Path) -> None:
    east, west = rig(town, "east"), rig(town, "west")
    port = west.world()["port"]
    assert Path(port).is_char_device()
    assert east.world()["port"] != port
    assert bench_rig(town, "west", "pull-cable").stdout == "pull-cable: done\n"
    assert west.world()["port"] is None
    assert Path(east.world()["port"]).is_char_device()
    assert bench_rig(town, "west", "plug-cable").stdout.startswith("plug-cable: port /dev/pts/")
    assert west.world()["state"] == "running"


def test_a_jumper_is_laid_and_taken_off(town: Path) -> None:
    assert bench_rig(town, "east", "jumper", "2", "13").stdout == "jumper 2 13: done\n"
    assert rig(town, "east").world()["jumpers"] == {"13": 2}
    assert rig(town, "west").world()["jumpers"] == {}
    rig(town, "east").act("unjumper", gpio=13)
    assert rig(town, "east").world()["jumpers"] == {}


def test_the_command_shows_the_cabinet_as_a_picture(town: Path) -> None:
    answer = bench_rig(town, "east", "show")
    assert answer.returncode == 0
    assert answer.stdout.startswith("east: running, boot 1 (power on)")
    assert answer.stdout.count("(empty)") == 2


def test_the_command_takes_values_and_options_and_gives_json(town: Path) -> None:
    answer = bench_rig(town, "west", "insert", "3", "--charge", "55", "--cycles", "9", "--json")
    assert answer.returncode == 0, answer.stderr
    told = json.loads(answer.stdout)
    assert (told["charge_pct"], told["cycles"]) == (55, 9)
    assert bench_rig(town, "west", "drain", "3", "20").stdout == "drain 3 20: done\n"
    assert rig(town, "west").world()["slots"][2]["charge_pct"] == 20
    assert bench_rig(town, "west", "pull", "3").stdout == f"pull 3: bank {told['bank']}\n"


def test_the_help_lists_every_action(tmp_path: Path) -> None:
    answer = bench_rig(tmp_path, "--help")
    assert answer.returncode == 0, answer.stderr
    rows = [line.split()[0] for line in answer.stdout.split("actions:")[1].splitlines() if line.startswith("  ")]
    assert set(all_actions()) <= set(rows)


@pytest.mark.parametrize(
    ("words", "code", "says"),
    [
        (("nowhere", "show"), 1, "no board answers at"),
        (("east", "jam", "9"), 3, "there is no slot 9; this cabinet has 1 to 4"),
        (("east", "jam", "1", "2"), 3, "jam takes: jam SLOT; '2' is one too many"),
        (("east", "jam", "1", "--charge", "4"), 3, "jam takes no 'charge'"),
        (("east", "juggle"), 3, "there is no action 'juggle'"),
    ],
)
def test_the_command_says_cause_and_way_out(town: Path, words: tuple[str, ...], code: int, says: str) -> None:
    answer = bench_rig(town, *words)
    assert answer.returncode == code
    cause, way_out = answer.stderr.splitlines()
    assert says in cause
    assert way_out.startswith("  way out: ")


def test_one_folder_has_one_supervisor(town: Path) -> None:
    second = start_town(town)
    output, _ = second.communicate(timeout=20)
    assert second.returncode == 1
    assert "board east is already running" in output
    assert rig(town, "east").world()["state"] == "running"


def test_a_board_is_found_by_name_folder_or_socket(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WATTLEND_STATE", str(tmp_path))
    folder = board_folder("cab")
    folder.mkdir(parents=True)
    assert socket_path("cab") == socket_path(folder) == socket_path(folder / SOCKET_NAME) == folder / SOCKET_NAME


def test_boards_die_with_a_supervisor_that_is_killed(tmp_path: Path) -> None:
    process = start_town(tmp_path, {"boards": [{"name": "alone", "slots": 1}]})
    pid = rig(tmp_path, "alone").world()["pid"]
    process.kill()
    process.communicate(timeout=20)
    until("the board's process to end", lambda: not Path(f"/proc/{pid}").exists())
    again = start_town(tmp_path, {"boards": [{"name": "alone", "slots": 1}]})  # nothing that it left is in the way
    try:
        rig(tmp_path, "alone")
    finally:
        again.terminate()
        again.communicate(timeout=20)
    assert again.returncode == 0


def test_a_hand_says_that_the_board_has_gone_since_it_last_answered(tmp_path: Path) -> None:
    path = tmp_path / SOCKET_NAME
    with socket.socket(socket.AF_UNIX) as board:
        board.bind(str(path))
        board.listen()
        hand = Rig(path)
        with ThreadPoolExecutor(1) as pool:
            answered = pool.submit(hand.world)
            connection = board.accept()[0]
            with connection:
                connection.recv(4096)
                connection.sendall(b'{"result": {}}\n')
                assert answered.result() == {}
    path.unlink()

    for _ in range(2):  # at the connection that it holds, and at the one that it cannot make
        with pytest.raises(BoardError, match="no board answers"):
            hand.world()
