"""The `wattlend` command finds its subcommands, teaches, and ends with clear words and codes."""

import sys
from types import ModuleType

import pytest

from tools.errors import ToolError
from tools.wattlend import cli


@pytest.fixture
def lend(monkeypatch):
    """Put a subcommand `lend` in place whose main is what the test wants."""

    def put(main, module_name="tools.lend_for_test"):
        module = ModuleType(module_name, "Lends for a test.")
        module.__spec__ = cli.importlib.util.spec_from_loader(module_name, None, origin="here")
        vars(module)["add_arguments"] = lambda parser: parser.add_argument("--slot", type=int, default=1)
        vars(module)["main"] = main
        monkeypatch.setitem(sys.modules, module_name, module)
        monkeypatch.setattr(cli, "COMMANDS", (cli.Command("lend", "lends one", module_name),))

    return put


def test_command_gets_its_arguments_and_gives_its_exit_code(lend):
    lend(lambda args: args.slot)
    assert cli.main(["lend", "--slot", "7"]) == 7


def test_without_a_command_help_is_shown(lend, capsys):
    lend(lambda args: 0)
    assert cli.main([]) == cli.EXIT_USAGE
    out = capsys.readouterr().out
    assert "lend  lends one" in out
    assert "begin with:" in out


def test_help_of_a_command_is_its_docstring(lend, capsys):
    lend(lambda args: 0)
    with pytest.raises(SystemExit) as ended:
        cli.main(["lend", "--help"])
    assert ended.value.code == 0
    assert "Lends for a test." in capsys.readouterr().out


def test_unknown_command_is_named_and_the_nearest_offered(lend, capsys):
    lend(lambda args: 0)
    assert cli.main(["lned"]) == cli.EXIT_USAGE
    err = capsys.readouterr().err
    assert "error: there is no command `lned`" in err
    assert "did you mean `wattlend lend`?" in err


def test_known_error_is_a_cause_and_a_way_out(lend, capsys):
    def refuse(args):
        raise ToolError("port 1883 is taken", "name another with --port", exit_code=5)

    lend(refuse)
    assert cli.main(["lend"]) == 5
    assert capsys.readouterr().err == "error: port 1883 is taken\n  way out: name another with --port\n"


def test_ctrl_c_ends_without_a_traceback(lend, capsys):
    def wait(args):
        raise KeyboardInterrupt

    lend(wait)
    assert cli.main(["lend"]) == cli.EXIT_INTERRUPTED
    assert capsys.readouterr().err == ""


def test_unexpected_error_keeps_its_traceback(lend):
    def fail(args):
        raise ZeroDivisionError

    lend(fail)
    with pytest.raises(ZeroDivisionError):
        cli.main(["lend"])


@pytest.mark.parametrize("module", ["tools.not_there", "tools.not_there.either"])
def test_missing_module_is_left_out_of_the_list(monkeypatch, capsys, module):
    monkeypatch.setattr(cli, "COMMANDS", (cli.Command("lend", "lends one", module),))
    cli.main([])
    assert "lends one" not in capsys.readouterr().out


def test_every_command_of_the_table_has_help(capsys):
    for command in cli.available():
        with pytest.raises(SystemExit) as ended:
            cli.main([command.name, "--help"])
        assert ended.value.code == 0
        assert "usage: wattlend" in capsys.readouterr().out
