"""What is under the firmware: interpreter, heap, flash, radio. Checked is what the firmware needs; figures tell the rest."""

from tests.hil.board import Board
from tests.hil.options import Options
from tests.hil.report import Figures
from tools.desk.flash.suitability import LEAST_HEAP_BYTES, OLDEST
from tools.firmware_image.compiler import compiled

LARGEST_BUFFER_BYTES = 3 * 1024
"""What `main.py` keeps free in one piece for the packet buffers."""
LEAST_FREE_BYTES = 256 * 1024
WRITE_AND_READ_WITHIN_S = 60


def test_the_interpreter_is_new_enough_and_loads_what_we_compile(board: Board, hil: Options, figure: Figures) -> None:
    found = board.ask("identity.versions()")
    assert tuple(int(part) for part in found["release"].split("-")[0].split(".")[:2]) >= OLDEST
    assert found["mpy_version"] == compiled(b"pass", "version.py").read_bytes()[1]
    assert len(bytes.fromhex(found["unique_id"])) >= 6
    if not (hil.is_virtual or hil.rig):
        assert found["mpy_architecture"].startswith("xtensa"), found
    figure("MicroPython", found["release"])
    figure(".mpy", f"{found['mpy_version']} {found['mpy_architecture']}")
    if found["frequency_hz"]:
        figure("clock", found["frequency_hz"] // 1_000_000, "MHz")


def test_a_prompt_that_was_asked_for_is_a_soft_reset_and_knows_its_image(board: Board, figure: Figures) -> None:
    board.let_go()
    assert board.ask("identity.reset_cause()")[1] == "SOFT_RESET"
    folder, _, starts, _ = board.ask("identity.selected()")
    assert folder in ("a", "b")
    assert starts == "ok" or starts.isdigit()
    figure("image", f"/{folder} ({starts})")


def test_the_heap_of_a_bare_prompt_holds_the_firmware(board: Board, figure: Figures) -> None:
    board.let_go()
    found = board.ask("memory.bare()")
    assert found["free_bytes"] + found["used_bytes"] >= LEAST_HEAP_BYTES
    assert found["largest_block_bytes"] >= LARGEST_BUFFER_BYTES
    figure("free", found["free_bytes"], "bytes")
    figure("largest block", found["largest_block_bytes"], "bytes")
    if "idf_free_bytes" in found:
        figure("system heap", found["idf_free_bytes"], "bytes")
        figure("its largest block", found["idf_largest_block_bytes"], "bytes")


def test_the_flash_has_room_and_gives_back_what_was_written(board: Board, figure: Figures) -> None:
    before = board.ask("storage.room()")
    found = board.ask("storage.speed()", WRITE_AND_READ_WITHIN_S)
    assert before["free_bytes"] >= LEAST_FREE_BYTES
    assert found["intact"], found
    assert found["bytes"] == 64 * 1024
    assert board.ask("storage.room()")["free_bytes"] == before["free_bytes"]
    figure("free", before["free_bytes"] // 1024, "KB")
    figure("write", _kilobytes_a_second(found["bytes"], found["write_us"]), "KB/s")
    figure("read", _kilobytes_a_second(found["bytes"], found["read_us"]), "KB/s")


def test_the_radio_answers(board: Board, figure: Figures) -> None:
    found = board.ask("wifi.station()")
    assert found is not None, "this MicroPython was built without Wi-Fi"
    assert len(found["addresses"]) == 4
    figure("joined", "yes" if found["joined"] else "no")
    if found["rssi_dbm"] is not None:
        figure("signal", found["rssi_dbm"], "dBm")


def _kilobytes_a_second(count: int, spent_us: int) -> int:
    return count * 1_000_000 // 1024 // max(spent_us, 1)
