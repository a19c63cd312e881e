"""A test that names what is no longer there is found without running it."""

import pytest

from tools.check.names_in_tests import check


@pytest.fixture
def looked_at(tmp_path, capfd):
    """Return a function that checks one test module beside a small `ledger`; tells mypy's exit code and its words."""
    (tmp_path / "ledger.py").write_text("class Paid:\n    def __init__(self, fee_minor: int) -> None: ...\n")
    (tmp_path / "tests").mkdir()
    (tmp_path / "tests" / "__init__.py").touch()

    def look(text, name="tests/test_one.py"):
        file = tmp_path / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)
        return check(tmp_path), capfd.readouterr().out

    return look


def test_what_exists_is_fine(looked_at):
    assert looked_at("import ledger\n\ndef test_paid():\n    ledger.Paid(12)\n")[0] == 0


def test_what_has_moved_is_found_wherever_it_is_named(looked_at):
    code, said = looked_at(
        "import ledger\nimport tariff\n\ndef test_fee(world):\n    ledger.Fee(1)\n    ledger.Paid(1, 2)\n"
    )
    assert code == 1
    assert 'Module has no attribute "Fee"' in said
    assert 'Cannot find implementation or library stub for module named "tariff"' in said
    assert 'Too many arguments for "Paid"' in said


def test_a_fake_may_stand_where_another_type_is_declared(looked_at):
    assert looked_at("import ledger\n\ndef test_paid():\n    ledger.Paid('twelve')\n")[0] == 0


def test_what_runs_on_a_board_is_left_out(looked_at):
    assert looked_at("import machine\n", "tests/hil/on_board/lamp.py")[0] == 0
