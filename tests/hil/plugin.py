"""The pytest plugin of the hardware-in-the-loop suite: borrows a board, hands it to the tests, gives it back.

`wattlend hil` loads it; `pytest -p tests.hil.plugin --hil-port PORT tests/hil` does the same.
"""

import random
import signal
import sys
import time
from collections.abc import Generator, Iterator
from types import FrameType
from typing import Any

import pytest
from mpremote.transport import TransportError

from tests.hil import bench_files, borrowing, options
from tests.hil.board import Board
from tests.hil.hands import Hand, PersonHand, RigHand
from tests.hil.jumpers import town_jumpers
from tests.hil.line_faults import LineFault
from tests.hil.options import Options
from tests.hil.report import Figures, Report
from tests.hil.world import World, running_world
from tests.support.flashing import flash_well
from tests.support.serial_board import serial_board
from tools.desk.colours import Palette
from tools.desk.flash.configuration import read_wifi
from tools.desk.flash.exit_codes import EXIT_PULLED
from tools.desk.hil.suitability import looked_at
from tools.errors import ToolError
from tools.virtual_board.rig.control import Rig

WORKSHOP = {"ssid": "workshop", "password": "any will do"}
"""A virtual board without an access point of its own joins any."""
ORDER = ("chip", "vectors", "ticks", "boot", "watchdog", "locks", "journal", "clock", "network", "rental", "soak")

OPTIONS = pytest.StashKey[Options]()
REPORT = pytest.StashKey[Report]()
BOARD = pytest.StashKey[Board]()
WORLD = pytest.StashKey[World]()

pytest_addoption = options.declare


def pytest_configure(config: pytest.Config) -> None:
    """Take the options; from the first Ctrl-C on no other is heard, so that the board is given back whatever comes."""
    signal.signal(signal.SIGINT, _end)
    if not config.getoption("hil_port"):
        raise pytest.UsageError("name the board: --hil-port PORT, or --hil-port virtual")
    given = options.taken(config)
    given.output.mkdir(parents=True, exist_ok=True)
    (given.output / "console.log").unlink(missing_ok=True)
    if not config.option.xmlpath:
        config.option.xmlpath = str(given.output / "junit.xml")
    report = Report(given.output, Palette(is_on=sys.stdout.isatty()), lambda line: _say(config, line))
    report.facts = {"port": given.port, "board": given.board, "seed": given.seed, "started": _now()}
    config.stash[OPTIONS], config.stash[REPORT] = given, report
    config.pluginmanager.register(report, "hil-report")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    items.sort(key=lambda item: ORDER.index(item.path.stem.removeprefix("test_")))
    if not config.stash[OPTIONS].soak_minutes:
        soak = [item for item in items if item.path.stem == "test_soak"]
        items[:] = [item for item in items if item not in soak]
        config.hook.pytest_deselected(items=soak)


def pytest_runtestloop(session: pytest.Session) -> bool | None:
    given = session.config.stash[OPTIONS]
    if not given.give_back:
        return None
    try:
        was_borrowed = _give_back(Board(given.port, given.output / "console.log"))
        _say(session.config, f"{given.port} {'is who it was again' if was_borrowed else 'was nobody else'}")
    except ToolError as error:
        session.testsfailed = 1
        _say(session.config, str(error))
    return True


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    report = yield
    stash = item.config.stash
    if report.failed and BOARD in stash:
        report.sections.append(("console, the last lines", stash[BOARD].last_lines()))
    if report.failed and WORLD not in stash:
        item.session.shouldfail = "the board cannot be borrowed, so no other test would do better"
    if call.excinfo and isinstance(call.excinfo.value, ToolError | LineFault):
        stash[REPORT].last_words = str(call.excinfo.value)
    return report


@pytest.fixture(scope="session")
def hil(pytestconfig: pytest.Config) -> Options:
    """What the run was asked for."""
    return pytestconfig.stash[OPTIONS]


@pytest.fixture
def chance(hil: Options, request: pytest.FixtureRequest) -> random.Random:
    """Random moments, the same again for the same test and seed."""
    return random.Random(f"{hil.seed}/{request.node.nodeid}")


@pytest.fixture(scope="session")
def rig(hil: Options, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Rig | None]:
    """The bench rig of the virtual board: of one that is started and flashed here, or of the one that was named."""
    if not hil.is_virtual:
        yield Rig(hil.rig) if hil.rig else None
        return
    folder = tmp_path_factory.mktemp("board")
    slots = hil.slots or options.SLOTS
    town = {"bits": hil.bits, "slots": slots, "banks": f"1-{min(slots, 4)}", "jumpers": town_jumpers(hil.board, slots)}
    with serial_board(folder, **town) as board:
        board.wait_for_prompt()
        flash_well(board)
        yield board


@pytest.fixture(scope="session")
def board(
    hil: Options, rig: Rig | None, pytestconfig: pytest.Config, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Board]:
    """The board, borrowed: at its prompt or at work, online in a world of its own. Given back at the end."""
    under_test = _looked_at(pytestconfig, str(rig.world()["port"]) if rig and hil.is_virtual else hil.port)
    try:
        known = borrowing.borrow(under_test.prompt)
        slots = hil.slots or known.get("slots") or options.SLOTS
        with running_world(tmp_path_factory.mktemp("world"), slots, hil.broker_host()) as world:
            borrowing.become(under_test.prompt, _identity(world, known, hil))
            under_test.prompt.copy(bench_files.contents())
            pytestconfig.stash[WORLD] = world
            yield under_test
    finally:
        _give_back(under_test)


@pytest.fixture(scope="session")
def world(board: Board, pytestconfig: pytest.Config) -> World:
    """The broker and the cloud that the board speaks with."""
    return pytestconfig.stash[WORLD]


@pytest.fixture(scope="session")
def hand(hil: Options, rig: Rig | None, board: Board, pytestconfig: pytest.Config) -> Hand:
    """Who moves banks, presses reset and cuts the network."""
    if rig:
        return RigHand(rig)
    return PersonHand(board.port, is_there=hil.by_hand, tell=lambda text: _say(pytestconfig, f"  >> {text}"))


@pytest.fixture
def figure(request: pytest.FixtureRequest) -> Figures:
    """Takes a figure down: `figure("pulse", 203, "ms")`."""
    return request.config.stash[REPORT].figures_of(request.node)


def _looked_at(config: pytest.Config, port: str) -> Board:
    """Return the board on `port`, and note in the report which one it is; raises ToolError when it is none to be tested."""
    given, report = config.stash[OPTIONS], config.stash[REPORT]
    found = looked_at(port, given.board)
    board = Board(port, given.output / "console.log")
    config.stash[BOARD] = board
    report.line = board.record
    report.facts |= {"machine": found.machine, "micropython": found.release, "image": found.active}
    _say(config, f"{port}: {found.machine}, MicroPython {found.release}; seed {given.seed}")
    return board


def _identity(world: World, known: dict[str, Any], hil: Options) -> dict[str, Any]:
    document = {**world.configuration, "board": hil.board}
    if hil.is_virtual:
        return {**document, "wifi": WORKSHOP}
    if hil.wifi:
        return {**document, "wifi": read_wifi(hil.wifi)}
    return {**document, "wifi": known["wifi"]} if "wifi" in known else document


def _give_back(board: Board) -> bool:
    """Make the board who it was, and restart it; return whether it was somebody else. Raises ToolError.

    Nothing interrupts that. The prompt is opened anew: who was interrupted may have left an answer half read.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    board.let_go()
    try:
        was_borrowed = borrowing.give_back(board.prompt)
        board.restart()
    except (LineFault, TransportError, OSError) as error:
        cause = f"the board may still have the bench's identity: {error}"
        raise ToolError(cause, f"wattlend hil --port {board.port} --give-back", EXIT_PULLED) from error
    finally:
        board.let_go()
    return was_borrowed


def _end(_number: int, _frame: FrameType | None) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    raise KeyboardInterrupt


def _now() -> str:
    return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())


def _say(config: pytest.Config, line: str) -> None:
    """Print a line for whoever sits there; now, though a test may be running, whose output is kept back."""
    plugins = config.pluginmanager
    with plugins.get_plugin("capturemanager").global_and_fixture_disabled():
        reporter = plugins.get_plugin("terminalreporter")
        reporter.ensure_newline()
        reporter.write_line(line, flush=True)
