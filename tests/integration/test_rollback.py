"""Boards that leave a bad image by themselves, and a cable that is pulled while they are flashed."""

import json
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from random import Random
from typing import Any

import pytest
from littlefs import LittleFSError

from tests.plugins.long_runs import count
from tests.support.flashing import (
    SETTINGS,
    Image,
    configuration_file,
    flash,
    flash_well,
    image,
    variant,
    with_application,
)
from tests.support.mosquitto import TestBroker, broker
from tests.support.serial_board import SerialBoard, mpremote, serial_board
from tests.support.waiting import until
from tools.virtual_board.errors import BoardError
from tools.virtual_board.processor.installation import read_files

CRASHES = "raise ValueError('a bad image')\n"
HANGS = "while True:\n    pass\n"
BROKER_WITHIN = ("--broker-within", "3")
PASSWORD = "the cabinet's"


def settings(mosquitto: TestBroker) -> dict[str, Any]:
    return {**SETTINGS, "broker": {"host": mosquitto.host, "port": mosquitto.port, "password": PASSWORD}}


@pytest.fixture(scope="module")
def mosquitto() -> Iterator[TestBroker]:
    with broker(users={SETTINGS["device_id"]: PASSWORD, **{f"cabinet-{name}": PASSWORD for name in IMAGES}}) as running:
        yield running


IMAGES = {"crash": CRASHES, "hang": HANGS, "lost": None}


class Flashed:
    """A board on which a bad image was flashed, over a good one with a bank in its journal."""

    def __init__(self, board: SerialBoard, code: int, said: str, journal: dict[str, bytes]) -> None:
        self.board = board
        self.code = code
        self.said = said
        self.journal = journal


@pytest.fixture(scope="module")
def flashed(tmp_path_factory: pytest.TempPathFactory, mosquitto: TestBroker) -> Iterator[dict[str, Flashed]]:
    """Boards that go through their rollbacks side by side, because that is mostly waiting."""
    with ExitStack() as stack:
        boards = {}
        for name, text in IMAGES.items():
            document = {**settings(mosquitto), "device_id": f"cabinet-{name}"}
            folder = tmp_path_factory.mktemp(name)
            board = stack.enter_context(serial_board(folder, bare=False, configuration=document, banks="1-2"))
            board.wait_for_line("link up")
            board.act("insert", slot=3)
            journal = until("a journal", lambda board=board: journal_of(board))
            if text is None:
                board.act("refuse-network")
            code, said = flash(
                board.port(),
                *BROKER_WITHIN,
                files=variant(1, "firmware.drivers") if text is None else with_application(text),
            )
            boards[name] = Flashed(board, code, said, journal)
        yield boards


def journal_of(board: SerialBoard) -> dict[str, bytes]:
    """Return the files of the journal once the banks stand in it."""
    files = on_flash(board)
    found = {path: data for path, data in files.items() if path.startswith("/data/") and path not in CHANGING}
    return found if sum(len(data) for data in found.values()) > 60 else {}


CHANGING = ("/data/boot", "/data/configuration")


@pytest.mark.parametrize(("name", "code"), [("crash", 9), ("hang", 9), ("lost", 0)])
def test_a_bad_image_gives_way_to_the_one_before(flashed: dict[str, Flashed], name: str, code: int) -> None:
    it = flashed[name]
    assert it.code == code, it.said
    board = it.board

    back = number_of(board, "did not prove itself, back to /a", timeout_s=60)
    board.wait_for_line(f"device cabinet-{name}", after=back)

    if name == "lost":
        board.act("restore-network")
    board.wait_for_line("this image has proved itself", after=back)
    board.wait_for_line("link up", after=back)
    assert board.world()["state"] == "running"
    board.act("cut-power")
    files = read_files(board.folder / "flash.img")
    assert files["/selected"] == b"a - ok 3"
    for path, before in it.journal.items():
        assert files[path].startswith(before), path


def test_where_no_image_works_the_prompt_is_reachable_and_the_locks_are_off(tmp_path: Path) -> None:
    with serial_board(tmp_path) as board:
        board.wait_for_prompt()
        known = configuration_file(tmp_path)
        code, said = flash(board.port(), "--configuration", known, files=with_application(CRASHES))
        assert code == 9, said
        board.wait_for_prompt(after=number_of(board, "safe mode: ", timeout_s=60))
        assert mpremote(board.port(), "eval", "6 * 7").stdout == "42\n"
        assert board.world()["watchdog_bites"] == 0
        flash_well(board)


def test_a_cabinet_that_proved_itself_stays_without_its_broker(tmp_path: Path, mosquitto: TestBroker) -> None:
    document = json.dumps(settings(mosquitto))
    (tmp_path / "cabinet.json").write_text(document)
    with serial_board(tmp_path) as board:
        board.wait_for_prompt()
        flash_well(board, "--configuration", str(tmp_path / "cabinet.json"), *BROKER_WITHIN)
        board.wait_for_line("this image has proved itself")
        board.act("refuse-network")
        line = number_of(board, "link lost")
        for _ in range(4):
            board.act("reset")
            line = number_of(board, "no link", after=line)
        board.act("cut-power")
        assert read_files(board.folder / "flash.img")["/selected"] == b"a - ok 3"


def traffic_bytes(files: dict[str, bytes], names: list[str]) -> int:
    """Return about how many bytes mpremote sends for these files, and for looking at the board."""
    chunks = [files[name][at : at + 256] for name in names for at in range(0, len(files[name]), 256)]
    return 2_500 + 1_500 + sum(len(repr(chunk)) + 12 for chunk in chunks) + 500 * len(names)


@pytest.mark.timeout(900)
def test_a_cable_pulled_at_any_point_leaves_the_old_image_or_the_new(tmp_path: Path, mosquitto: TestBroker) -> None:
    points = count(8, 50)
    random = Random(4)
    parts = ("firmware.drivers", "firmware.app.start")
    pulled = 0
    with serial_board(tmp_path, bare=False, configuration=settings(mosquitto), bits=32) as board:
        line = number_of(board, "link up")
        old = image()
        for number in range(points):
            files = variant(number + 1, *parts)
            content = {path: file.read_bytes() for path, file in files}
            whole = traffic_bytes(content, ["/firmware/drivers.mpy", "/firmware/app/start.mpy"])
            after_bytes = int(whole * (number + random.random()) / points)
            board.act("pull-cable", after_bytes=after_bytes, for_s=0.3, power=True)

            code, said = flash(board.port(), files=files)
            pulled += code != 0
            assert code in (0, 3, 5, 8), said
            if code == 0:  # the point was behind the end: nothing may be left of it
                board.act("pull-cable")
                board.act("plug-cable")
            line = number_of(board, "cable plugged in", after=line) if code else line
            line = number_of(board, "ready: ", after=line)
            assert starts(board, old, files) in ("old", "new")

            flash_well(board, files=files)
            line = number_of(board, "link up", after=line)
            board.wait_for(lambda _world: is_proved(board))
            assert starts(board, old, files) == "new"
            old = files
    assert pulled > points // 2


def number_of(board: SerialBoard, text: str, after: int = 0, timeout_s: float = 30.0) -> int:
    """Return the number of the first line with `text`."""
    board.wait_for_line(text, after, timeout_s)
    lines = board.act("console", after=after)["lines"]
    return next(int(line["number"]) for line in lines if text in line["text"])


def on_flash(board: SerialBoard) -> dict[str, bytes]:
    """Return the files of a board that may write at this moment."""

    def read() -> dict[str, bytes]:
        try:
            return read_files(board.folder / "flash.img")
        except (BoardError, LittleFSError):
            return {}

    return until("a flash that can be read", read)


def is_proved(board: SerialBoard) -> bool:
    """Tell whether the image that the board starts is not on trial."""
    return on_flash(board)["/selected"].split()[2] == b"ok"


def starts(board: SerialBoard, old: Image, new: Image) -> str:
    """Return which image the board starts: new, old, or broken, which is neither as a whole."""
    files = on_flash(board)
    folder = "/" + files["/selected"].split()[0].decode()
    stands = {path[len(folder) :]: data for path, data in files.items() if path.startswith(folder + "/")}
    stands = {path: data for path, data in stands.items() if not path.endswith(".new")}
    for name, wanted in (("new", new), ("old", old)):
        if stands == {path: file.read_bytes() for path, file in wanted}:
            return name
    return "broken"
