from dataclasses import replace

import pytest

from tools.desk.flash.plan import Plan, digest, make_plan
from tools.desk.flash.survey import Survey
from tools.errors import ToolError

OLD = {"/one.mpy": b"M\x06 one", "/two.mpy": b"M\x06 two"}
NEW = {"/one.mpy": b"M\x06 one", "/two.mpy": b"M\x06 another"}
STARTERS = {"/boot.py": b"boot", "/main.py": b"main"}
EMPTY = Survey("1.25.0", "ESP32S3", 0x206, 98_304, 1_000_000, 4096, {}, "")


def board(selected: str, **images: dict[str, bytes]) -> Survey:
    files = {f"/{folder}{path}": digest(data) for folder, image in images.items() for path, data in image.items()}
    files |= {path: digest(data) for path, data in STARTERS.items()} | {"/selected": digest(selected.encode())}
    return replace(EMPTY, files=files, selected=selected)


def plan(survey: Survey, image: dict[str, bytes] = NEW) -> Plan:
    return make_plan(survey, image, STARTERS, None, 300)


def test_a_bare_board_gets_all_and_what_starts_it_last() -> None:
    made = plan(EMPTY)
    assert list(made.sent) == ["/a/one.mpy", "/a/two.mpy", "/main.py", "/boot.py"]
    assert made.selected == "a - 0 300"


def test_what_a_bare_board_got_before_the_cable_was_pulled_stays() -> None:
    survey = replace(EMPTY, files={"/a/one.mpy": digest(NEW["/one.mpy"]), "/a/two.mpy.new": "half"})
    made = plan(survey)
    assert "/a/one.mpy" not in made.sent
    assert made.removed == ["/a/two.mpy.new"]


def test_the_image_that_runs_is_not_touched() -> None:
    made = plan(board("a - ok 300", a=OLD))
    assert made.moved == {"/b/one.mpy": "/a/one.mpy"}
    assert list(made.sent) == ["/b/two.mpy"]
    assert (made.first_selected, made.selected) == (None, "b a 0 300")


def test_one_on_trial_is_replaced_and_the_proved_one_kept() -> None:
    made = plan(board("b a 2 300", a=OLD, b={"/one.mpy": b"M\x06 bad"}))
    assert made.first_selected == "a - ok 300"
    assert set(made.moved) | set(made.sent) == {"/b/one.mpy", "/b/two.mpy"}
    assert made.selected == "b a 0 300"


def test_the_same_image_is_left_and_one_on_trial_starts_anew() -> None:
    assert plan(board("a - ok 300", a=NEW)).changes_nothing
    assert plan(board("a - ok 300", a=NEW)).selected is None
    again = plan(board("a - 3 300", a=NEW))
    assert again.changes_nothing
    assert again.selected == "a - 0 300"


def test_a_full_flash_is_refused() -> None:
    with pytest.raises(ToolError, match="flash is full"):
        plan(replace(EMPTY, flash_free=20_000))
