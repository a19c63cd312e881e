"""Board code is typed against the ESP32's own modules, not against CPython's."""

import pytest

from tools.check.firmware_types import check


@pytest.fixture
def board_code(tmp_path):
    """Return a function that type-checks one firmware module and tells mypy's exit code."""
    (tmp_path / "shared_protocol").mkdir()
    (tmp_path / "shared_protocol" / "__init__.py").touch()
    for path in ("firmware/__init__.py", "tests/hil/on_board/pulse.py"):
        (tmp_path / path).parent.mkdir(parents=True)
        (tmp_path / path).touch()

    def run(text, path="firmware/__init__.py"):
        (tmp_path / path).write_text(text)
        return check(tmp_path)

    return run


def test_modules_of_the_board_are_known(board_code):
    assert board_code("import time\nfrom machine import Pin\nPin(4, Pin.OUT).on()\ntime.ticks_diff(1, 2)\n") == 0


def test_what_the_board_lacks_is_found(board_code, capfd):
    assert board_code("import time\nfrom machine import Pin\nPin(4).blink()\ntime.perf_counter()\n") == 1
    out = capfd.readouterr().out
    assert '"Pin" has no attribute "blink"' in out
    assert 'Module has no attribute "perf_counter"' in out


def test_wrong_argument_is_found(board_code, capfd):
    assert board_code("import time\ntime.sleep_ms('soon')\n") == 1
    assert "incompatible type" in capfd.readouterr().out


def test_scripts_that_test_boards_are_typed_too(board_code):
    assert board_code("import time\ntime.sleep_ms('soon')\n", "tests/hil/on_board/pulse.py") == 1
